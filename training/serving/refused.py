"""The error that a client is told of."""


class Refused(Exception):
    """A request that is not answered: an HTTP status and a sentence for the client."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status
