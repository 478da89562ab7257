"""What is away is told at once, then every five seconds, and at once again the next time."""

from simulators.send.absence import Absence


class Seconds:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_is_told_at_once_and_then_every_five_seconds() -> None:
    sentences: list[str] = []
    clock = Seconds()
    absence = Absence(sentences.append, clock)
    for clock.now in (100.0, 100.5, 104.9, 105.0, 109.9, 110.0):
        absence.away("mqtt://b does not answer")
    assert sentences == [
        "mqtt://b does not answer; trying again",
        "mqtt://b does not answer; trying again, for 5 s now",
        "mqtt://b does not answer; trying again, for 10 s now",
    ]


def test_the_next_absence_is_told_at_once() -> None:
    sentences: list[str] = []
    clock = Seconds()
    absence = Absence(sentences.append, clock)
    absence.away("a")
    absence.over()
    clock.now += 1
    absence.away("b")
    assert sentences == ["a; trying again", "b; trying again"]
