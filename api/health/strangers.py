"""What strangers are told of a reason: the words, without the paths, addresses and names of the house.

Reasons are sentences of ours with errors of the system, of drivers and of servers within.
"""

import re
from urllib.parse import urlsplit

from config.settings import Settings

_HIDDEN = "…"
_NAMES = re.compile(
    r"""
      "[^"]*"                                           # what drivers and servers quote: hosts, users, databases
    | (?<!\w)'[^']*[/\\.@:][^']*'                       # a quoted path or host, also one with spaces
    | [a-z][a-z0-9+.-]*:/+[^\s;,'")]+                   # an address
    | (?<![^\s;,'"()`])(?!(?:I/O|Input/output)\b)       # a path, relative ones and those of Windows too
      [^\s;,'"()`]*[/\\][^\s;,'"()`]*
    | (?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?        # IPv4
    | (?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}    # IPv6
    """,
    re.VERBOSE | re.IGNORECASE,
)


def without_names(reason: str, settings: Settings) -> str:
    """Return a reason as a stranger may read it."""
    for private in _private(settings):
        reason = re.sub(rf"(?<!\w){re.escape(private)}(?!\w)", _HIDDEN, reason)
    return _NAMES.sub(_hidden, reason)


def _private(settings: Settings) -> list[str]:
    """Return the settings' own names that stand in reasons, the longest first: one may hold another, or a space."""
    urls = (settings.mqtt.url, settings.mqtt.devices_url or "", settings.readings.url, settings.state.url or "")
    hosts = (urlsplit(url).hostname or "" for url in urls)
    names = {str(settings.data_dir.absolute()), settings.mqtt.client_id, *(host for host in hosts if "." in host)}
    return sorted(names, key=len, reverse=True)


def _hidden(match: re.Match[str]) -> str:
    quote = match[0][0]
    return f"{quote}{_HIDDEN}{quote}" if quote in "'\"" else _HIDDEN
