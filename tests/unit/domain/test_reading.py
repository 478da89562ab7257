"""What comes more than 24 hours after its time is backfill."""

from domain.duration import DAY
from domain.reading import is_backfill


def test_a_reading_is_backfill_when_it_is_received_more_than_a_day_after_its_time() -> None:
    assert not is_backfill(1000, 1000 + DAY)
    assert is_backfill(1000, 1000 + DAY + 1)
