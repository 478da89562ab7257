"""A fleet that was stored as the request that named it is read as the same fleet after the upgrade."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import create_engine, insert

from config.fleet import SIMULATED_TOWN, FleetForm, load_fleet
from domain.waste.routing.fleet import Fleet
from storage.state.engine import State
from storage.state.revisions import migrate
from storage.state.tables.rounds import fleets as table
from storage.state.waste import fleets


def test_each_version_is_the_fleet_that_it_was(tmp_path: Path) -> None:
    url, town = f"sqlite:///{tmp_path / 'state.db'}", _without_names(load_fleet(SIMULATED_TOWN))
    place = {"lat": 60, "lon": 11}
    shortest = FleetForm.model_validate({"depots": [{"id": "d", **place}], "tips": [{"id": "t", **place}], "vehicles": []})
    engine = create_engine(url)
    migrate(engine, "0003")
    with engine.begin() as connection:
        connection.execute(insert(table).values(version=1, at=1, body=FleetForm.of(town).model_dump(mode="json")))
        connection.execute(insert(table).values(version=2, at=2, body=shortest.model_dump(mode="json")))
    engine.dispose()
    state = State(url)
    with state.read() as connection:
        assert fleets.at(connection, 1, 9) == town
        assert fleets.at(connection, 2, 9) == shortest.fleet()
    state.close()


def _without_names(fleet: Fleet) -> Fleet:
    """Return the fleet as a request of that time could name it: vehicles and unloading sites had no names yet."""
    sites = tuple(replace(site, place=replace(site.place, name=None, name_en=None)) for site in fleet.unloading_sites)
    return replace(fleet, unloading_sites=sites, vehicles=tuple(replace(vehicle, name=None, name_en=None) for vehicle in fleet.vehicles))
