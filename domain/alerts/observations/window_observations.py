"""What the means of closed windows say under a threshold ladder."""

from collections.abc import Iterator, Mapping, Sequence

from domain.air.windows import SiteHour
from domain.alerts.alert import Subject
from domain.alerts.observations.closed_windows import LENGTHS, longest_gap, samples_of, stride
from domain.alerts.observations.observation import Observation
from domain.alerts.threshold import ThresholdLadder, longest_run, unbroken
from domain.duration import HOUR

STALE = 3 * HOUR  # so long after a window's end there is no data (contract: nothing within 3 h has no class)


def first_hour(ladder: ThresholdLadder, end: int) -> int:
    """Return the start (ms UTC) of the first hour that has a say in the window that ends at `end`, or in those in a row with it."""
    averaging = ladder[0].averaging
    return end - (longest_run(ladder) - 1) * stride(averaging) - LENGTHS[averaging] * HOUR


def reach(ladder: ThresholdLadder) -> int:
    """Return how far (ms) before an hour's start, and after it, the hours lie with which it is judged."""
    return -first_hour(ladder, 0)


def window_observations(
    ladder: ThresholdLadder, hours: Mapping[int, SiteHour], ends: Sequence[int], subject: Subject, member: Subject, *, grace: int
) -> Iterator[Observation]:
    """Yield what the windows say that end at `ends` (ms UTC, in order); a window without a valid hour says nothing.

    `hours`: the member's, by start (ms UTC). `grace`: how long (ms) after its end a window is judged, for readings come late.
    """
    if not ends:
        return
    averaging = ladder[0].averaging
    count, apart = longest_run(ladder), stride(averaging)
    near = [hours[start] for start in range(first_hour(ladder, ends[0]), ends[-1], HOUR) if start in hours]
    samples = samples_of(near, averaging, range(ends[0] - (count - 1) * apart, ends[-1] + 1, apart))
    for number, sample in enumerate(samples, start=1):
        if sample.end >= ends[0]:
            yield Observation(
                ladder=ladder,
                subject=subject,
                member_type=member.type,
                member=member.id,
                run=unbroken(samples[max(0, number - count) : number], longest_gap(averaging)),
                fresh_until=sample.end + STALE,
                at=sample.end + grace,
            )
