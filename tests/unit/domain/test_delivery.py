"""A delivery's id leads back to the log and the place that it was made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.delivery import delivery_id, delivery_place

LOGS = st.from_regex(r"([a-z0-9][a-z0-9-]{0,15})?", fullmatch=True)


@given(LOGS, st.integers(min_value=0, max_value=2**63 - 1))
def test_an_id_leads_back_to_its_place(log: str, position: int) -> None:
    assert delivery_place(delivery_id(position, log)) == (log, position)


@pytest.mark.parametrize("text", ["", "bin-7", "north.", "1F4A0", "0" * 17])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no delivery's id"):
        delivery_place(text)
