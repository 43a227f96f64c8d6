"""The one way for the sandbox not to start."""


class CannotStartError(Exception):
    """Something is in the way; the message is a sentence for the person at the terminal."""
