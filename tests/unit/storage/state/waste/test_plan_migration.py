"""A round that was planned before its plan's `drives` became `routes` is read as it was."""

from pathlib import Path

from sqlalchemy import create_engine, text

from storage.state.engine import State
from storage.state.revisions import migrate
from storage.state.waste import pickups

PLAN = """{"distance_source": "straight_line", "unserved": [], "dropped": [], "notes": ["a note"], "drives": [{"vehicle": "v",
 "depot": {"id": "d", "lat": 60.0, "lon": 11.0}, "start": 1, "end": 9, "metres": 7, "stops": [], "tips": []}]}"""
REQUEST = '{"bins": [], "not_before": 0, "vehicles": null}'


def test_a_plan_of_the_first_revision_keeps_its_routes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    engine = create_engine(url)
    migrate(engine, "0001")
    with engine.begin() as connection:
        columns = "id, seq, state, created_at, departure, changed_at, next_stop, request, plan"
        statement = text(f"INSERT INTO pickups ({columns}) VALUES (:id, 1, 'planned', 0, 0, 0, 1, :request, :plan)")
        connection.execute(statement, [{"id": "p", "request": REQUEST, "plan": PLAN}, {"id": "waits", "request": REQUEST, "plan": "null"}])
    engine.dispose()
    state = State(url)
    with state.read() as connection:
        planned, waiting = pickups.get(connection, "p"), pickups.get(connection, "waits")
    state.close()
    assert planned is not None
    assert planned.plan is not None
    assert [route.vehicle for route in planned.plan.routes] == ["v"]
    assert planned.plan.notes == ("a note",)
    assert waiting is not None
    assert waiting.plan is None
