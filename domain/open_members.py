"""Which things are alerts about a parameter still open for?"""

from collections.abc import Iterable, Iterator

from domain.alerts.alert import Alert


def open_members(alerts: Iterable[Alert], parameter: str) -> Iterator[tuple[Alert, str]]:
    """Yield each alert about `parameter` with the id of each member that it is not over for."""
    for alert in alerts:
        if alert.parameter == parameter:
            yield from ((alert, name) for name in alert.open_members)
