"""Who runs a command, as the log of changes names them."""

import getpass
import os

_LONGEST_NAME = 64


def person() -> str:
    """Return who types, as far as the system knows."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have a name
        name = f"user {os.getuid()}"
    return f"{name}, on the command line"[:_LONGEST_NAME]
