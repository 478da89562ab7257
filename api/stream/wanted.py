"""Which events a reader of the stream asked for."""

from dataclasses import dataclass

from api.stream.changes import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Names of events, and ids of devices and sites; an empty set wants all. What is about a device is also about its site."""

    events: frozenset[str] = frozenset()
    devices: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()

    def wants(self, change: Change) -> bool:
        """Return whether the reader asked for this event."""
        is_named = not self.events or change.event in self.events
        return is_named and self._is_about("device", self.devices, change) and self._is_about("site", self.sites, change)

    def _is_about(self, kind: str, ids: frozenset[str], change: Change) -> bool:
        return not ids or any((kind, id_) in change.about for id_ in ids)
