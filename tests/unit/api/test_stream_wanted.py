"""A reader of the stream gets the events, devices and sites that it asked for."""

import pytest

from api.stream.changes import Change
from api.stream.wanted import Wanted

ABOUT = frozenset({("device", "a1"), ("site", "torget")})
CHANGE = Change(0, 1, "latest", "{}", ABOUT)


@pytest.mark.parametrize(
    ("wanted", "is_wanted"),
    [
        (Wanted(), True),
        (Wanted(events=frozenset({"latest", "alerts"})), True),
        (Wanted(events=frozenset({"alerts"})), False),
        (Wanted(devices=frozenset({"a1", "a2"})), True),
        (Wanted(devices=frozenset({"torget"})), False),
        (Wanted(sites=frozenset({"torget"})), True),
        (Wanted(sites=frozenset({"torget"}), devices=frozenset({"a2"})), False),
    ],
)
def test_all_that_is_asked_for_must_fit(wanted: Wanted, is_wanted: bool) -> None:
    assert wanted.wants(CHANGE) is is_wanted
