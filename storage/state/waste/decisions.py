"""Stores the newest decision of each area and fraction, as watch made it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from domain.waste.decision.decision import Decision
from domain.waste.decision.trigger import DueBin
from storage.state.tables.rounds import decisions

Where = tuple[str, str]  # area and fraction


def replace(connection: Connection, made: Mapping[Where, Decision]) -> None:
    """Store the decisions in place of all before them."""
    connection.execute(delete(decisions))
    rows = [
        {"area": area, "fraction": fraction, "at": decision.at, "body": asdict(decision)} for (area, fraction), decision in made.items()
    ]
    if rows:
        connection.execute(insert(decisions), rows)


def standing(connection: Connection) -> dict[Where, Decision]:
    """Return the newest decision of each area and fraction that has bins."""
    return {(row.area, row.fraction): _decision(row.body) for row in connection.execute(select(decisions))}


def _decision(body: Mapping[str, Any]) -> Decision:
    return Decision(**{**body, "bins": tuple(DueBin(**bin_) for bin_ in body["bins"])})
