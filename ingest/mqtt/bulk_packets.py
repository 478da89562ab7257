"""Take whole PUBLISH packets out of the bytes that a broker sent; leave every other packet to paho."""

from typing import NamedTuple

from ingest.mqtt.inbox import Delivery

# A larger packet goes to paho as it arrives, so the bulk socket never holds more than this of an unfinished one.
MOST_BYTES = 256 * 1024
_PUBLISH = 0x30
_TYPE, _DUP, _QOS, _QOS_1, _RETAIN = 0xF0, 0x08, 0x06, 0x02, 0x01
_LENGTH_BYTES = 4
_ENDLESS = 1 << 62


class Publishes(NamedTuple):
    """The messages at the beginning of some bytes, up to `end`.

    `for_paho`: the size of the packet at `end` when paho must read it; 0 when more bytes must come before that is known.
    """

    deliveries: list[Delivery]
    end: int
    for_paho: int


def take_publishes(data: bytes, at: int, *, v5: bool, received_at: int, generation: int) -> Publishes:  # noqa: C901 - one loop: a call a message costs a third more
    """Take whole PUBLISH packets of QoS 0 and 1 from `data[at:]`, which begins at a packet, up to the first packet for paho.

    MQTT 3.1.1 and 5, section 3.3. Left to paho are all other packets and all PUBLISH packets with properties, an empty topic, a
    topic that is not UTF-8, or lengths that contradict each other. Never raises, whatever the bytes.
    """
    deliveries: list[Delivery] = []
    size = len(data)
    while at + 1 < size:
        first, length, body = data[at], data[at + 1], at + 2
        if length > 0x7F:
            if body < size and data[body] <= 0x7F:  # two bytes, as nearly all have
                length, body = length & 0x7F | data[body] << 7, body + 1
            else:
                length, body = _long_length(data, at + 1)
                if not body:
                    return Publishes(deliveries, at, length)
        end = body + length
        qos = first & _QOS
        if first & _TYPE != _PUBLISH or qos > _QOS_1 or length < 2 or length > MOST_BYTES:
            return Publishes(deliveries, at, end - at)
        if end > size:
            break
        topic = body + 2
        payload = name_end = topic + (data[body] << 8 | data[body + 1])
        packet_id = 0
        if qos:
            payload += 2
            if payload <= end:
                packet_id = data[name_end] << 8 | data[name_end + 1]
        if v5:
            payload += 1
        if payload > end or name_end == topic or (v5 and data[payload - 1]):
            return Publishes(deliveries, at, end - at)
        try:
            name = data[topic:name_end].decode()
        except UnicodeDecodeError:
            return Publishes(deliveries, at, end - at)
        repeated, retained = first & _DUP != 0, first & _RETAIN != 0
        deliveries.append(Delivery(name, data[payload:end], packet_id, qos >> 1, repeated, received_at, generation, retained))
        at = end
    return Publishes(deliveries, at, 0)


def _long_length(data: bytes, at: int) -> tuple[int, int]:
    """Return a length of two to four bytes and where it ends; (0, 0) when it is unfinished, (endless, 0) when it is none."""
    length = 0
    for number, byte in enumerate(data[at : at + _LENGTH_BYTES]):
        length |= (byte & 0x7F) << (7 * number)
        if byte <= 0x7F:
            return length, at + number + 1
    return (_ENDLESS if len(data) - at >= _LENGTH_BYTES else 0), 0
