"""A fraction's line says how many bins wait, until when, and what sending and waiting come to."""

from api.pages.waste.bin_rows import BinRow, Mark
from api.pages.waste.fractions import FractionLine, lines
from domain.duration import HOUR
from domain.waste.decision.decision import Decision
from domain.waste.decision.trigger import DueBin, Trigger
from tests.unit.api.pages.things import NOW


def row(name: str, mark: Mark) -> BinRow:
    return BinRow(
        id=name, name=name, fraction="papir", lat=59.0, lon=10.0, fill=None, state="ok", time=None, full_at=(None, None, None),
        emptied_at=None, report=None, reason=None, round=None, mark=mark, groups=frozenset(), simulated="none",
    )  # fmt: skip


def decision(**risks: float) -> Decision:
    return Decision(
        at=NOW, send=False, departure=NOW, latest_departure=NOW + 9 * HOUR, bins=(), overflow_if_waiting=0.4, overflow_if_sent=0.1,
        km_if_sent=50.0, km_if_waiting=75.0, risks=risks,
    )  # fmt: skip


def trigger(fraction: str = "papir", leave_by: int = NOW + HOUR) -> Trigger:
    due = DueBin(bin_id="a", reason="full", fill=95.0, full_at=None, probability=0.4)
    return Trigger(id="t1", raised_at=NOW, latest_departure=leave_by, area="all", fraction=fraction, bins=(due,))


def test_a_fraction_counts_its_bins_and_names_its_trigger_and_the_highest_risk() -> None:
    rows = [row("a", "must"), row("b", "soon"), row("c", "soon"), row("d", "route"), row("e", "room")]
    (line,) = lines({("all", "papir"): rows}, {("all", "papir"): decision(a=0.03, b=0.08)}, [trigger()], speed_kmh=25)
    assert line == FractionLine(
        area="all", fraction="papir", must=1, soon=2, on_round=1, decision=line.decision, risk=0.08,
        hours_if_sent=2.0, hours_if_waiting=3.0, trigger_id="t1", latest_departure=NOW + HOUR,
    )  # fmt: skip


def test_a_fraction_without_a_trigger_says_until_when_its_decision_can_wait() -> None:
    (line,) = lines({("all", "papir"): [row("a", "room")]}, {("all", "papir"): decision()}, [], speed_kmh=25)
    assert (line.trigger_id, line.latest_departure, line.risk) == (None, NOW + 9 * HOUR, 0.0)


def test_before_the_first_decision_nothing_is_reckoned() -> None:
    (line,) = lines({("all", "papir"): [row("a", "room")]}, {}, [], speed_kmh=25)
    assert (line.decision, line.latest_departure, line.hours_if_sent) == (None, None, 0.0)


def test_the_fraction_with_most_to_empty_comes_first() -> None:
    made = lines({("all", "papir"): [row("a", "soon")], ("nord", "glass"): [row("b", "must")]}, {}, [], speed_kmh=25)
    assert [line.fraction for line in made] == ["glass", "papir"]


def test_the_truck_that_must_leave_first_leads_however_many_wait_for_another() -> None:
    rows = {
        ("all", "matavfall"): [row(str(n), "must") for n in range(6)],
        ("all", "papir"): [row("a", "must")],
        ("all", "glass"): [row("b", "soon")],
    }
    made = lines(rows, {}, [trigger("matavfall", NOW + 5 * HOUR), trigger("papir", NOW + HOUR), trigger("glass", NOW)], speed_kmh=25)
    assert [line.fraction for line in made] == ["papir", "matavfall", "glass"]
    at_once = lines(rows, {}, [trigger("matavfall", NOW), trigger("papir", NOW)], speed_kmh=25)
    assert [line.fraction for line in at_once] == ["matavfall", "papir", "glass"], "of trucks that leave together, the fuller one"
