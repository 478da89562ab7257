"""A token that is refused is read again from its file; until it is another, the refusal stands."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from domain.reading import Reading
from storage.readings.protocol import Readings, Refusal, StoreRefusesError
from storage.readings.token_file import TokenFileReadings

READING = Reading("a", 1, {"pm25": 8.0})


class Guarded:
    """A store that knows one token."""

    def __init__(self, token: str) -> None:
        if not token:
            raise ValueError("the token is empty")
        self.token = token
        self.closed = False

    def write(self, readings: Sequence[Reading]) -> list[Refusal]:
        self.check()
        return [Refusal(reading, self.token) for reading in readings]

    def read(self, *_question: object, **_page: object) -> list[Reading]:
        self.check()
        return [READING]

    def check(self) -> None:
        if self.token != "right":
            raise StoreRefusesError(f"it does not know the token {self.token}")

    def close(self) -> None:
        self.closed = True


class GuardedStores:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "token"
        self.opened: list[Guarded] = []
        self.store: Readings = TokenFileReadings(self.file, self._open)

    def _open(self, token: str) -> Guarded:
        self.opened.append(Guarded(token))
        return self.opened[-1]


@pytest.fixture
def line(tmp_path: Path) -> GuardedStores:
    return GuardedStores(tmp_path)


def test_nothing_is_opened_before_it_is_used(line: GuardedStores) -> None:
    assert line.opened == []


def test_every_question_reaches_the_store_opened_once(line: GuardedStores) -> None:
    line.file.write_text("right\n")
    line.store.check()
    assert line.store.read(["a"], 0, 2) == [READING]
    assert line.store.write([READING]) == [Refusal(READING, "right")]
    assert len(line.opened) == 1


def test_a_corrected_token_is_taken_at_the_next_question(line: GuardedStores) -> None:
    line.file.write_text("wrong")
    with pytest.raises(StoreRefusesError, match="wrong"):
        line.store.check()
    line.file.write_text("right")
    line.store.check()
    assert [store.token for store in line.opened] == ["wrong", "right"]


def test_the_same_wrong_token_is_not_tried_twice(line: GuardedStores) -> None:
    line.file.write_text("wrong")
    for _ in range(3):
        with pytest.raises(StoreRefusesError, match="wrong"):
            line.store.write([READING])
    assert len(line.opened) == 1


def test_a_file_that_is_not_there_is_named_and_waited_for(line: GuardedStores) -> None:
    with pytest.raises(StoreRefusesError, match=r"token.*No such file.*readings\.token_file"):
        line.store.check()
    line.file.write_text("right")
    line.store.check()


def test_a_file_without_a_token_is_a_refusal(line: GuardedStores) -> None:
    line.file.write_text("\n")
    with pytest.raises(StoreRefusesError, match="the token is empty"):
        line.store.check()


def test_every_store_that_was_opened_is_closed(line: GuardedStores) -> None:
    line.file.write_text("wrong")
    with pytest.raises(StoreRefusesError):
        line.store.check()
    line.file.write_text("right")
    line.store.check()
    line.store.close()
    assert [store.closed for store in line.opened] == [True, True]
