"""Losses that several models share."""


def squared_error(drawings, images):
    """Squared error summed over an image's pixels and channels, mean over the batch."""
    return (drawings - images).square().flatten(1).sum(1).mean()
