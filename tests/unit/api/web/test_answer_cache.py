"""An answer is made once for what it is made of, and never outlives that."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from fastapi import Response

from api.web.answer_cache import AnswerCache


class Maker:
    """Counts how often it was asked for an answer."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Response:
        self.times += 1
        return Response(f"answer {self.times}", headers={"X-Kept": "yes"})


def test_an_answer_is_made_again_when_it_is_made_of_something_else() -> None:
    cache, make = AnswerCache(), Maker()
    bodies = [cache.get("/", stamp, make).body for stamp in (1, 1, 2, 2)]
    assert bodies == [b"answer 1", b"answer 1", b"answer 2", b"answer 2"]
    assert cache.get("/", 2, make).headers == {"x-kept": "yes"}


def test_answers_of_different_addresses_are_apart_and_the_one_asked_for_longest_ago_goes() -> None:
    cache, make = AnswerCache(most=2), Maker()
    for key in ("/", "/sted/a", "/", "/sted/b"):
        cache.get(key, 1, make)
    assert make.times == 3
    assert cache.get("/", 1, make).body == b"answer 1"
    assert cache.get("/sted/a", 1, make).body == b"answer 4"


def test_many_at_once_wait_for_one_to_make_it() -> None:
    cache, make, together = AnswerCache(), Maker(), Barrier(8)

    def ask() -> bytes:
        together.wait()
        return cache.get("/", 1, make).body

    with ThreadPoolExecutor(8) as threads:
        assert {asked.result() for asked in [threads.submit(ask) for _ in range(8)]} == {b"answer 1"}
    assert make.times == 1


def test_an_answer_that_could_not_be_made_is_tried_again() -> None:
    cache, make = AnswerCache(), Maker()

    def fail() -> Response:
        raise OSError("the store is away")

    with pytest.raises(OSError, match="away"):
        cache.get("/", 1, fail)
    assert cache.get("/", 1, make).body == b"answer 1"


def test_the_tag_follows_the_body() -> None:
    cache = AnswerCache()
    same: Callable[[], Response] = lambda: Response("same")  # noqa: E731 - two of them, made of different things
    assert cache.get("/", 1, same).tag == cache.get("/", 2, same).tag != cache.get("/", 3, lambda: Response("other")).tag
