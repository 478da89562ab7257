"""A message says `1 reading` and `2 readings`, whatever there may be one of."""

import pytest

from domain.count_of import count_of


@pytest.mark.parametrize(("number", "said"), [(0, "0 readings"), (1, "1 reading"), (2, "2 readings")])
def test_one_is_said_otherwise_than_none_and_many(number: int, said: str) -> None:
    assert count_of(number, "reading") == said


def test_what_an_s_does_not_make_is_given() -> None:
    assert (count_of(1, "entry", "entries"), count_of(2, "entry", "entries")) == ("1 entry", "2 entries")
    assert [count_of(n, "device sends", "devices send") for n in (1, 2)] == ["1 device sends", "2 devices send"]
