"""Work tells how far it has come, each part within its own bounds."""

from domain.dryrun.course import Course


def test_a_part_tells_what_it_has_done_of_the_whole_after_each_thing() -> None:
    heard: list[float] = []
    part = Course(heard.append, 0.2, 0.6).part(0.5, 1.0)
    assert list(part.through(["a", "b"], 2)) == ["a", "b"]
    assert [round(share, 6) for share in heard] == [0.4, 0.5, 0.6]


def test_a_thing_is_told_of_only_when_it_is_done() -> None:
    heard: list[float] = []
    things = Course(heard.append).through(iter("ab"), 2)
    next(things)
    assert heard == [0.0]
    next(things)
    assert heard == [0.0, 0.5]
