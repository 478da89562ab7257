"""The few MQTT packets that a sender of readings needs; of MQTT 5 only those that ask a broker whether it speaks it."""

from collections.abc import Iterator

CONNACK, PUBACK, PINGRESP = 0x20, 0x40, 0xD0
PINGREQ = b"\xc0\x00"
DISCONNECT = b"\xe0\x00"
_UNSUPPORTED_VERSION = (0x01, 0x84)
REFUSALS = {
    1: "it does not speak MQTT 3.1.1",
    2: "it does not want our client id",
    3: "it is not available",
    4: "user or password are wrong",
    5: "we are not authorised",
}


def connect(client_id: str, username: str | None, password: str | None, keepalive_s: int, *, v5: bool = False) -> bytes:
    """Return CONNECT with a clean session, of MQTT 3.1.1 or 5 (section 3.1 of either)."""
    flags = 0x02 | (0x80 if username is not None else 0) | (0x40 if password is not None else 0)
    body = b"\x00\x04MQTT" + bytes([5 if v5 else 4, flags]) + keepalive_s.to_bytes(2, "big") + (b"\x00" if v5 else b"")
    body += b"".join(_text(part) for part in (client_id, username, password) if part is not None)
    return b"\x10" + _length(len(body)) + body


def refuses_v5(answer: bytes) -> bool:
    """Return whether the first bytes of a broker's answer to CONNECT of MQTT 5 say that it does not speak it; none say so too."""
    if len(answer) < 4 or answer[0] != CONNACK:
        return True
    return answer[1] == 2 or answer[3] in _UNSUPPORTED_VERSION  # an older broker's answer has no properties


def publish(topic: bytes, packet_id: int, payload: bytes) -> bytes:
    """Return PUBLISH at QoS 1."""
    return b"".join(
        (b"\x32", _length(len(topic) + len(payload) + 4), len(topic).to_bytes(2, "big"), topic, packet_id.to_bytes(2, "big"), payload)
    )


def take(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """Yield (type, body) of each whole packet and take all of them out of `buffer`; what is cut short stays."""
    at = 0
    while (header := _remaining(buffer, at + 1)) is not None:
        size, begin = header
        if begin + size > len(buffer):
            break
        yield buffer[at] & 0xF0, bytes(buffer[begin : begin + size])
        at = begin + size
    del buffer[:at]


def _text(value: str) -> bytes:
    data = value.encode()
    return len(data).to_bytes(2, "big") + data


def _length(size: int) -> bytes:
    if size < 128:
        return bytes((size,))
    return bytes((size & 0x7F | 0x80,)) + _length(size >> 7)


def _remaining(buffer: bytearray, at: int) -> tuple[int, int] | None:
    """Return a packet's size and where its body begins, None while its header is not whole."""
    size = shift = 0
    while at < len(buffer):
        size |= (buffer[at] & 0x7F) << shift
        at += 1
        if buffer[at - 1] < 0x80:
            return size, at
        shift += 7
    return None
