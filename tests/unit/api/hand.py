"""The clock and the broker that a test holds in its hand."""

from api.web.publisher import BrokerAwayError

NOW = 1_769_860_800_000  # 2026-01-31T12:00:00Z


class Clock:
    """Stands still until it is set, or moved on."""

    now = NOW

    def __call__(self) -> int:
        return self.now

    def forward(self, ms: int) -> None:
        self.now += ms


class Broker:
    """Keeps what is published, or is away."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, bytes]] = []
        self.away = False

    async def publish(self, topic: str, payload: bytes) -> None:
        if self.away:
            raise BrokerAwayError("there is no connection to the broker")
        self.messages.append((topic, payload))
