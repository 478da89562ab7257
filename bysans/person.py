"""Who runs a command, as the log of changes names them."""

import getpass
import os
import sys

if sys.platform != "win32":
    import pwd

_LONGEST_NAME = 64


def person() -> str:
    """Return who types, as far as the system knows, and who became that user by sudo."""
    name = _user()
    typed = os.environ.get("SUDO_USER", name)
    who = name if typed == name else f"{typed} as {name}"
    return f"{who}, on the command line"[:_LONGEST_NAME]


def _user() -> str:
    """Return the process's user, by whatever name the environment goes."""
    if sys.platform == "win32":
        return getpass.getuser()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container's user need not have a name
        return f"user {os.getuid()}"
