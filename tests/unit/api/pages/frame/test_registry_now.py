"""Who is simulated is said."""

import pytest

from api.pages.frame.registry_now import simulated
from tests.unit.api.pages.things import device


@pytest.mark.parametrize(("flags", "how"), [([], "none"), ([False], "none"), ([True, False], "some"), ([True, True], "all")])
def test_simulated_is_said_of_all_or_some(flags: list[bool], how: str) -> None:
    assert simulated([device(str(n), None, simulated=flag) for n, flag in enumerate(flags)]) == how
