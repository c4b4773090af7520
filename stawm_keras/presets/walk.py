"""Through a preset's config."""


def nodes(config):
    """The config and everything in it; without recursion, which depth could exhaust."""
    stack = [config]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, dict):
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
