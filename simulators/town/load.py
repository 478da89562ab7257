"""A steady load: any number of messages a second from any number of devices.

Its devices are cheap, so that one core sends far more than a city: their values follow from the message's number alone.
"""

from collections.abc import Iterator
from itertools import count

from domain.count_of import count_of
from simulators.scene import Scene
from simulators.send.message import PlannedMessage, SimulatedReading


def load(seed: int, *, devices: int, rate: float, start: int) -> Iterator[PlannedMessage]:
    """Yield messages without end, `rate` a second from `start` (ms UTC) on, from each of `devices` in turn.

    Raises ValueError when a device would have to send more than once in a millisecond, the finest time there is.
    """
    if not 0 < rate <= devices * 1000:
        raise ValueError(
            f"{count_of(devices, 'device sends', 'devices send')} at most {devices * 1000} messages a second between them, got {rate:g}"
        )
    names = [device_id(seed, number) for number in range(devices)]
    topics = [f"bysans/v1/air/{name}" for name in names]
    for number in count():
        at = start + int(number * 1000 / rate)
        values = _values(seed, number)
        text = ",".join(f'"{name}":{value!r}' for name, value in values.items())
        payload = f'{{"time":{at // 1000}.{at % 1000:03},"seq":{number},{text}}}'.encode()
        which = number % devices
        yield PlannedMessage(
            at=at, device=names[which], topic=topics[which], payload=payload, readings=(SimulatedReading(time=at, values=values),)
        )


def load_scene(seed: int, *, devices: int, rate: float) -> Scene:
    """Return the devices as they are registered; they stand nowhere."""
    interval = max(1, round(devices / rate))
    body = {"kind": "air", "model": "generic", "interval_s": interval, "simulated": True}
    return Scene(devices={device_id(seed, number): {**body, "name": f"Lastmåler {number + 1}"} for number in range(devices)})


def device_id(seed: int, number: int) -> str:
    """Return the id of one of the devices."""
    return f"sim-load-{seed}-{number + 1:05}"


def _values(seed: int, number: int) -> dict[str, float]:
    """Spread by a multiplication, so that neighbours differ and a mistaken value shows."""
    drawn = (number * 2_654_435_761 + seed * 40_503) & 0xFFFFFFFF
    return {
        "pm25": drawn % 1000 / 10,
        "pm10": (drawn >> 8) % 2000 / 10,
        "no2": (drawn >> 12) % 1500 / 10,
        "temperature": ((drawn >> 5) % 600 - 250) / 10,
        "humidity": (drawn >> 16) % 1000 / 10,
        "battery": 3 + (drawn >> 20) % 600 / 1000,
    }
