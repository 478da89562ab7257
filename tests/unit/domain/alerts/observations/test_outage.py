"""Devices that fell silent at one moment belong to one outage, in whatever order they are asked for."""

from hypothesis import given
from hypothesis import strategies as st

from domain.alerts.observations.outage import Onset, shared, together


def test_spans_that_share_a_moment_share_an_outage() -> None:
    silent = {"a": Onset(start=0, end=10), "b": Onset(start=5, end=15), "c": Onset(start=9, end=19), "d": Onset(start=10, end=20)}
    outages = together({}, silent)
    assert outages["a"] == outages["b"] == outages["c"] != outages["d"]


def test_who_fits_an_outage_there_is_joins_it() -> None:
    assert together({"old": Onset(start=5, end=8)}, {"a": Onset(start=0, end=6)}) == {"a": "old"}
    assert together({"old": Onset(start=5, end=8)}, {"a": Onset(start=8, end=9)}) == {"a": "a"}


def test_what_all_share_is_the_moment_it_happened() -> None:
    assert shared([Onset(start=0, end=10), Onset(start=5, end=15)]) == Onset(start=5, end=10)
    assert shared([Onset(start=0, end=1), Onset(start=1, end=2)]) is None


@given(st.integers(0, 1000), st.lists(st.tuples(st.integers(1, 600), st.integers(0, 599)), min_size=1, max_size=30), st.randoms())
def test_all_behind_one_gateway_are_one_outage_whatever_their_intervals(moment: int, devices: list[tuple[int, int]], dice: object) -> None:
    spans = {
        f"d{n}": Onset(start=moment - early % interval - 1, end=moment - early % interval - 1 + interval)
        for n, (interval, early) in enumerate(devices)
    }
    holding = {name: span for name, span in spans.items() if span.start < moment <= span.end}
    names = list(holding)
    dice.shuffle(names)  # type: ignore[attr-defined]
    assert len(set(together({}, {name: holding[name] for name in names}).values())) <= 1
