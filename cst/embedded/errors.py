"""What the launcher says when it cannot do its work."""


class CannotStartError(Exception):
    """A server cannot start; the message is one line with the remedy."""
