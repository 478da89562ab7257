"""Reads which sensor a label's code means: a LoRaWAN DevEUI as vendors print it, or an id that somebody typed.

Read are the LoRa Alliance's code for devices (`LW:D0:JoinEUI:DevEUI:ProfileID…`, TR005, and its draft `URN:LW:DP:…`), a DevEUI that is
named (`DevEUI: 24-E1-24-…`, also in JSON or an address), and the only 16 hexadecimal digits of a text.
"""

import re
from dataclasses import dataclass

from domain.device import is_id

_EUI = r"(?:[0-9A-Fa-f]{2}[ :.\-]?){7}[0-9A-Fa-f]{2}"
_TR005 = re.compile(r"(?:LW:D0|URN:LW:DP):[0-9A-Fa-f]{16}:([0-9A-Fa-f]{16})(?::.*)?", re.IGNORECASE)
_BEGINS_TR005 = re.compile(r"(?:URN:)?LW:", re.IGNORECASE)
_NAMED = re.compile(rf"dev[ _\-]?eui\W{{0,5}}({_EUI})(?![0-9A-Fa-f])", re.IGNORECASE)
_ALONE = re.compile(rf"(?<![0-9A-Za-z])({_EUI})(?![0-9A-Za-z])")
LONGEST = 512  # characters that a code may have


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorCode:
    """A sensor by its `id`, which is its DevEUI where the code has one; `dev_eui` is 16 small hexadecimal digits."""

    id: str
    dev_eui: str | None = None


def read_code(text: str) -> SensorCode | None:
    """Return the sensor that a scanned or typed text means; None where it names none, or more than one."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    eui = _eui(text)
    if eui is not None:
        return SensorCode(id=eui, dev_eui=eui)
    return SensorCode(id=text) if is_id(text) and not _BEGINS_TR005.match(text) else None


def _eui(text: str) -> str | None:
    if _BEGINS_TR005.match(text):
        code = _TR005.fullmatch(text)
        return code[1].lower() if code else None
    named = _plain(_NAMED.findall(text))
    if len(named) == 1:
        return named.pop()
    alone = _plain(_ALONE.findall(text))
    return alone.pop() if not named and len(alone) == 1 else None


def _plain(euis: list[str]) -> set[str]:
    return {re.sub(r"[^0-9a-f]", "", eui.lower()) for eui in euis}
