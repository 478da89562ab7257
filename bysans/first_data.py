"""The thresholds and the fleet that a new municipality begins with."""

from bysans.clock import now
from config.fleet import load_fleet
from config.sections.planning_settings import Planning
from config.threshold_file import threshold_file
from storage.state import sequences
from storage.state.alerts import thresholds
from storage.state.engine import State
from storage.state.waste import fleets

_LOADED = "thresholds.loaded"


def load_first_thresholds(state: State) -> None:
    """Store the thresholds that ship with the service, once: after that they are the municipality's to change or delete."""
    with state.read() as connection:
        if sequences.value(connection, _LOADED):
            return
    with state.begin() as connection:
        if sequences.value(connection, _LOADED):
            return
        for name, default in threshold_file().thresholds.items():
            if thresholds.get(connection, name) is None:
                thresholds.put(connection, default.threshold(name), by="bysans", now=now())
        sequences.put(connection, _LOADED, 1)


def load_first_fleet(state: State, settings: Planning) -> None:
    """Store the fleet of the setting `planning.fleet_file`, once: afterwards PUT /fleet changes it. Raises ConfigError."""
    if settings.fleet_file is None:
        return
    fleet = load_fleet(settings.fleet_file)
    with state.begin() as connection:
        if fleets.current_version(connection) == 0:
            fleets.put(connection, fleet, now=now())
