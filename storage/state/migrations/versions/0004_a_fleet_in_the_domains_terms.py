"""A fleet is stored in the domain's terms (seconds, unloading sites) instead of as the request that named it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    fleets = sa.table("fleets", sa.column("version", sa.Integer), sa.column("body", sa.JSON))
    connection = op.get_bind()
    for version, body in connection.execute(sa.select(fleets.c.version, fleets.c.body)).all():
        connection.execute(sa.update(fleets).where(fleets.c.version == version).values(body=_fleet(body)))


def _fleet(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "depots": body.get("depots", []),
        "unloading_sites": [_unloading_site(site) for site in body.get("tips", [])],
        "vehicles": [_vehicle(vehicle) for vehicle in body.get("vehicles", [])],
        "collection_days": body.get("collection_days", [0, 1, 2, 3, 4]),
    }


def _unloading_site(site: dict[str, Any]) -> dict[str, Any]:
    return {
        "place": {"id": site["id"], "lat": site["lat"], "lon": site["lon"]},
        "fractions": site.get("fractions", []),
        "service_s": round(site.get("service_min", 15) * 60),
        "opens_s": _seconds(site.get("opens", "00:00")),
        "closes_s": _seconds(site.get("closes", "24:00")),
    }


def _vehicle(vehicle: dict[str, Any]) -> dict[str, Any]:
    start, end = vehicle["shift"]
    return {
        "id": vehicle["id"],
        "depot": vehicle["depot"],
        "capacities": {fraction: {"compaction": 1, **capacity} for fraction, capacity in vehicle["capacities"].items()},
        "shift_start_s": _seconds(start),
        "shift_end_s": _seconds(end),
    }


def _seconds(clock: str) -> int:
    hours, minutes = clock.split(":")
    return (int(hours) * 60 + int(minutes)) * 60
