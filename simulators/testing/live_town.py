"""A town for tests: its devices send a period of time over a real broker on demand."""

from collections.abc import Sequence

from simulators.scene import Scene
from simulators.send.publisher import Publisher, PublisherError
from simulators.send.registry_client import RegistryClient
from simulators.send.timeline import plan
from simulators.testing.live_device import ACK_PATIENCE_S, Sent


class LiveTown:
    """A town on a real broker. `truth`: what each device sent so far, by device id, in order, each acknowledged."""

    def __init__(self, scene: Scene, publisher: Publisher) -> None:
        self.scene = scene
        self.truth: dict[str, list[Sent]] = {device_id: [] for device_id in scene.devices}
        self._publisher = publisher

    def register(self, url: str, key: str) -> int:
        """Register sites, bins and devices at the service; return how many were not there yet. Raises RegistrationError, ValueError."""
        return RegistryClient(url=url, key=key, wait=lambda _: False).register(self.scene)

    def send(self, start: int, end: int) -> Sequence[Sent]:
        """Send what all devices measure in `[start, end)` (ms UTC), in order of time. Raises PublisherError."""
        sent = []
        for message in plan(self.scene.senders, start, end):
            self._publisher.publish(message.topic, message.payload)
            sent += [(message.device, Sent(reading.time or 0, reading.values)) for reading in message.readings]
        if not self._publisher.drain(ACK_PATIENCE_S) or self._publisher.counts.refused:
            raise PublisherError(f"{self._publisher.url} did not accept all of the town's messages within {ACK_PATIENCE_S:g} s")
        for device_id, reading in sent:
            self.truth[device_id].append(reading)
        return [reading for _, reading in sent]
