"""The root of all errors that are meant to be read."""


class ExplainedError(Exception):
    """An error whose message is a sentence for the person who can act on it.

    Whoever meets one shows the message and nothing else: no traceback, no type.
    """
