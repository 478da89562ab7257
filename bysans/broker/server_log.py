"""Passes what nats-server says on into our log: its problems with the client they are about, its ordinary words not at all."""

import re
from collections.abc import Callable, Iterable

import structlog

_log = structlog.get_logger("broker")

_LINE = re.compile(r"\[\d+\] \[(?P<level>\w{3})\] ?(?P<words>.*)")
_CLIENT = re.compile(r'(?P<address>\S+) - mid:\d+ - (?:"(?P<client>[^"]*)" - )?(?P<words>.*)')  # no name before its CONNECT
_EXPECTED = ("Plaintext passwords detected",)  # in a file that only its owner can read
_BROKEN = b"critical write error"  # a node of a cluster writes it with a capital
# What a person can mend, in words that say how.
_EXPLAINED = {
    "unacceptable protocol version of 5": "a client asked for MQTT 5: this broker speaks 3.1.1, and told it so",
    "first packet should be a CONNECT": "a client was cut off: what it sent first is not MQTT",
    "character not supported for MQTT topics": "a client was cut off: its topic has a space or a control character; give it one without",
    "invalid character in client ID": "a client was turned away: its client id has a space, a point, `*` or `>`; give it one without",
    "Publish Violation": "a client may not publish there, so its message was dropped",
    "Subscription Violation": "a client may not subscribe to that",
    "authentication error": "a client was turned away: it is no registered device with that password; see `bysans devices password`",
    "Replacing old client": "two clients have one client id, and the later cut the earlier off; give each a secret one of its own",
}


def pass_on(lines: Iterable[bytes], broken: Callable[[], None] = lambda: None) -> None:
    """Log each line until there are no more; call `broken` when one says that the store takes nothing any more, even with room again."""
    for line in lines:
        _pass_on(line.decode("utf-8", "backslashreplace").strip())
        if _BROKEN in line.lower():
            _log.error("the disk did not take a message, and the broker acknowledges nothing until it was started again: see its room")
            broken()


def _pass_on(line: str) -> None:
    parts = _LINE.fullmatch(line)
    level, words = (parts["level"], parts["words"]) if parts else ("ERR", line)
    if level not in ("WRN", "ERR", "FTL") or words.startswith(_EXPECTED):
        return
    if about := _CLIENT.fullmatch(words):
        _about_a_client(**about.groupdict())
    elif level == "WRN":
        _log.warning(words)
    else:
        _log.error(words)


def _about_a_client(*, address: str, client: str | None, words: str) -> None:
    explained = next((sentence for said, sentence in _EXPLAINED.items() if said in words), "a client was cut off")
    _log.warning(explained, client=client, address=address, broker_said=words)
