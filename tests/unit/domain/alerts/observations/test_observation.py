"""An observation is told by the newest value of its run."""

from domain.alerts.observations.observation import Observation
from domain.alerts.threshold import Sample
from tests.unit.domain.alerts.test_lifecycle import HIGH, TOWN


def test_the_newest_value_is_the_last_of_the_run() -> None:
    run = [Sample(start=hour, end=hour + 1, value=50.0 + hour) for hour in range(3)]
    observation = Observation(ladder=(HIGH,), subject=TOWN, member_type="site", member="square", run=run, fresh_until=10, at=3)
    assert observation.newest == run[2]
