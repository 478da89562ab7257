"""The one error of backups."""


class BackupError(Exception):
    """The backup cannot be made, read or restored: the message says what is wrong and what to do."""
