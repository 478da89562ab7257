"""A month in the life of one of the town's bins: it fills, is emptied, falls silent, gives no level, and is reported as full."""

from config.waste import load_waste
from domain.duration import DAY, HOUR
from domain.waste.forecast.demand import unknown_demand
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.belief import Belief
from storage.state.waste import beliefs, bin_reports, emptyings
from storage.state.waste.emptyings import Emptying
from tests.pages.served import Pages
from tests.pages.town import NOW

RULES = load_waste().demand
WEEK_HOURS = 7 * 24
SINCE_EMPTIED = 4 * 24
EMPTIED = tuple(NOW - (SINCE_EMPTIED + weeks * WEEK_HOURS) * HOUR for weeks in (3, 2, 1))
SILENT_FROM, HEARD_AGAIN = NOW - 10 * DAY, NOW - 8 * DAY
FAULTY_FROM, FAULTY_TO = NOW - 4 * DAY, NOW - 3 * DAY


def give_history(pages: Pages, bin_id: str) -> None:
    """Let the bin have a month of levels, three emptyings seen in one way or another, and two reports."""
    with pages.state.begin() as connection:
        for hour in range(30 * 24, 0, -3):
            time = NOW - hour * HOUR
            if not SILENT_FROM < time < HEARD_AGAIN:
                beliefs.put(connection, [_belief(bin_id, time, hour)])
        for time, status, before in zip(EMPTIED, ("detected", "confirmed", "confirmed"), (97.0, 98.0, None), strict=True):
            emptyings.put(connection, [_emptying(bin_id, time, status, before)])
        for time in (NOW - 2 * DAY, NOW - 30 * 60_000):
            bin_reports.add(connection, bin_id, time)


def _belief(bin_id: str, time: int, hour: int) -> Belief:
    fill = 98.0 * ((SINCE_EMPTIED - hour) % WEEK_HOURS) / WEEK_HOURS
    outlook = Outlook(since=time, content=((fill / 100, 1.0),), demand=unknown_demand(RULES), rate=0.14, rules=RULES)
    fault = "blocked" if FAULTY_FROM <= time < FAULTY_TO else None
    return Belief(bin_id=bin_id, known_at=time, time=time, fill=fill, fault=fault, outlook=outlook, silent_after=time + 6 * HOUR)


def _emptying(bin_id: str, time: int, status: str, before: float | None) -> Emptying:
    return Emptying(
        bin_id=bin_id,
        time=time,
        known_at=time,
        status="confirmed" if status == "confirmed" else "detected",
        before=before,
        after=None if before is None else 2.0,
        evidence=(),
        confidence=1.0,
    )
