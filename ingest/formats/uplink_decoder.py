"""The form of a function that reads the bytes of a LoRaWAN device."""

from typing import Protocol

from ingest.formats.message import Measurements


class UplinkDecoder(Protocol):
    """Reads the bytes that a device sent on a port.

    Returns no values and no `partial` for a status message, which measures nothing. Raises ValueError when the bytes are not
    the device's: a sentence that says why.
    """

    def __call__(self, data: bytes, port: int, /) -> Measurements: ...  # noqa: D102 - the class says it
