"""What can go wrong, in the words a user needs. Every message says what to do next."""

from __future__ import annotations


class GreffierError(Exception):
    """Base of the errors the command line turns into one line on stderr. ``exit_code`` is what the process returns."""

    exit_code = 1


class UsageError(GreffierError):
    """Wrong option, configuration or output folder; nothing has been touched."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration has an unknown key or a wrong value."""


class ModelMissing(UsageError):
    """The spaCy model asked for is not installed."""


class StageMissing(GreffierError):
    """Results of an earlier stage are missing; the message names the command that makes them."""


class DatasetInvalid(GreffierError):
    """The tables break the data contract; the message names table, row and column."""


class Unreadable(GreffierError):
    """One source cannot be processed; becomes a row of ``rejects``.

    ``code`` is one of the reject codes (``empty``, ``binary``, ``unsupported_type`` ...); the reason also says what to do.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
