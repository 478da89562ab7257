"""A codec that costs too much several times in a row is left alone for a minute."""

import pytest

from ingest.codecs.pauses import Pauses


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_three_costly_failures_in_a_row_make_a_pause_of_a_minute() -> None:
    clock = Clock()
    pauses = Pauses(clock)
    for _ in range(3):
        pauses.check("slow.js")
        pauses.failed("slow.js", costly=True)
    with pytest.raises(ValueError, match=r"slow\.js passed its limits 3 times in a row: it is tried again in 60 s"):
        pauses.check("slow.js")
    pauses.check("other.js")
    clock.now += 60
    pauses.check("slow.js")
    pauses.failed("slow.js", costly=True)
    with pytest.raises(ValueError, match="4 times in a row"):
        pauses.check("slow.js")


@pytest.mark.parametrize("cheap", [True, False])
def test_a_message_that_costs_little_ends_the_row(cheap: bool) -> None:
    pauses = Pauses(Clock())
    for _ in range(2):
        pauses.failed("a.js", costly=True)
    if cheap:
        pauses.failed("a.js", costly=False)
    else:
        pauses.worked("a.js")
    pauses.failed("a.js", costly=True)
    pauses.check("a.js")
