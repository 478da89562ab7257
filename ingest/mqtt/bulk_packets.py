"""Take whole PUBLISH packets out of the bytes that a broker sent; leave every other packet to paho."""

from typing import NamedTuple

from ingest.messages import DUP, RETAINED, Deliveries

# A larger packet goes to paho as it arrives, so the bulk socket never holds more than this of an unfinished one.
MOST_BYTES = 256 * 1024
_QOS_1 = 0x02
# What the first byte of a packet that we take says (MQTT 5 and 3.1.1, section 3.3.1), as the flags of its message.
_FLAGS = {0x30 | dup | qos | retain: dup // 8 * DUP | retain * RETAINED for dup in (0, 8) for qos in (0, _QOS_1) for retain in (0, 1)}
_LENGTH_BYTES = 4
_ENDLESS = 1 << 62


class Publishes(NamedTuple):
    """The messages at the beginning of some bytes, up to `end`.

    `for_paho`: the size of the packet at `end` when paho must read it; 0 when more bytes must come before that is known.
    """

    deliveries: Deliveries
    end: int
    for_paho: int


def take_publishes(data: bytes, at: int, *, v5: bool, received_at: int, generation: int) -> Publishes:
    """Take whole PUBLISH packets of QoS 0 and 1 from `data[at:]`, which begins at a packet, up to the first packet for paho.

    MQTT 3.1.1 and 5, section 3.3. Left to paho are all other packets and all PUBLISH packets with properties, an empty topic, a
    topic that is not UTF-8, or lengths that contradict each other. Never raises, whatever the bytes.
    """
    deliveries = Deliveries(generation=generation)
    topics, payloads, flags, packet_ids = deliveries.topics, deliveries.payloads, deliveries.flags, deliveries.packet_ids
    size = len(data)
    while at + 1 < size:  # one loop without a call: a call a message costs a third more
        head, length, body = data[at], data[at + 1], at + 2
        if length > 0x7F:
            if body < size and data[body] <= 0x7F:  # two bytes, as nearly all have
                length, body = length & 0x7F | data[body] << 7, body + 1
            else:
                length, body = _length(data, at + 1)
        end = body + length
        if head not in _FLAGS or end > size or not 2 <= length <= MOST_BYTES:
            break
        name_end = body + 2 + (data[body] << 8 | data[body + 1])
        payload = name_end + (2 if head & _QOS_1 else 0) + v5
        if payload > end or name_end == body + 2 or (v5 and data[payload - 1]):
            break
        try:
            topics.append(data[body + 2 : name_end].decode())
        except UnicodeDecodeError:
            break
        payloads.append(data[payload:end])
        flags.append(_FLAGS[head])
        packet_ids.append(data[name_end] << 8 | data[name_end + 1] if head & _QOS_1 else 0)
        at = end
    deliveries.received_at = [received_at] * len(topics)
    return Publishes(deliveries, at, _for_paho(data, at))


def _for_paho(data: bytes, at: int) -> int:
    """Return the size of the packet that was not taken, 0 when more of it must come before that is known."""
    if len(data) - at < 2:
        return 0
    length, body = _length(data, at + 1)
    if not body:
        return length
    is_unfinished = data[at] in _FLAGS and 2 <= length <= MOST_BYTES and body + length > len(data)
    return 0 if is_unfinished else body + length - at


def _length(data: bytes, at: int) -> tuple[int, int]:
    """Return a length of one to four bytes and where it ends; (0, 0) when it is unfinished, (endless, 0) when it is none."""
    length = 0
    for number, byte in enumerate(data[at : at + _LENGTH_BYTES]):
        length |= (byte & 0x7F) << (7 * number)
        if byte <= 0x7F:
            return length, at + number + 1
    return (_ENDLESS if len(data) - at >= _LENGTH_BYTES else 0), 0
