"""How often it would have alerted is counted as alerts are: with hysteresis, rows and gaps, and members joined."""

from config.threshold_file import threshold_file
from domain.alerts.alert import Subject
from domain.alerts.preview import Series, episodes, silences
from domain.alerts.threshold import Sample, Threshold

HOUR = 3_600_000
TOWN = Subject(type="area", id="all")
DOUBT = threshold_file().credibility.rules()


def threshold(consecutive: int = 1, raise_at: float = 50, clear_at: float = 40, parameter: str = "pm25") -> Threshold:
    return Threshold(
        id="t", kind="air", parameter=parameter, averaging="hour", raise_at=raise_at, clear_at=clear_at, consecutive=consecutive
    )


def series(member: str, *values: float | None, subject: Subject = TOWN) -> Series:
    samples = [Sample(start=n * HOUR, end=(n + 1) * HOUR, value=value) for n, value in enumerate(values) if value is not None]
    return Series(subject=subject, member=member, samples=samples, longest_gap=0)


def test_a_value_that_comes_and_goes_within_the_gap_is_one_alert() -> None:
    (found,) = episodes(threshold(), [series("a", 50, 45, 55, 49, 39.9, 45)], DOUBT)
    assert (found.start, found.end, found.peak, found.members) == (HOUR, 5 * HOUR, 55, {"a"})


def test_what_members_of_one_subject_do_at_once_is_one_alert_and_later_another() -> None:
    found = episodes(threshold(), [series("a", 60, 60, 20, 20, 60), series("b", 20, 60, 60, 20, 20)], DOUBT)
    assert [(one.start // HOUR, one.end and one.end // HOUR, set(one.members)) for one in found] == [(1, 4, {"a", "b"}), (5, None, {"a"})]


def test_a_gap_breaks_the_row() -> None:
    assert episodes(threshold(2), [series("a", 60, None, 60, 20)], DOUBT) == []
    assert len(episodes(threshold(2), [series("a", 60, None, 60, 60)], DOUBT)) == 1


def test_too_little_has_its_lowest_value_as_peak() -> None:
    (found,) = episodes(threshold(raise_at=2.8, clear_at=2.9), [series("a", 3.0, 2.7, 2.5, 2.6)], DOUBT)
    assert found.peak == 2.5


def test_silences_that_share_their_moment_are_one_and_others_are_not() -> None:
    minute = 60_000
    heard = [(f"d{n}", 10 * minute, [n * minute, 600 * minute + n * minute]) for n in range(5)]
    alone = ("x", 10 * minute, [k * 10 * minute for k in range(30)])
    found = silences(threshold(raise_at=3, clear_at=1, parameter="silence"), [*heard, alone], 601 * minute)
    assert [(len(one.members), one.start // minute) for one in found] == [(5, 30), (1, 290 + 30)]
    assert [one.end for one in found] == [604 * minute, None]
