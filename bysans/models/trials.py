"""Runs a vendor's own examples through its codec."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isclose

from bysans.models.codec_profile import CodecProfile, Example
from ingest.codecs.codec import Codecs


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One example and what came of it: `fields` that the codec gave, and `problem`, a sentence, where that is not what was promised."""

    example: Example
    fields: Mapping[str, object]
    problem: str | None


def try_examples(profile: CodecProfile, codecs: Codecs) -> list[Trial]:
    """Run every example of the profile."""
    return [_try(profile, example, codecs) for example in profile.examples]


def passed(trials: Iterable[Trial]) -> int:
    """Return how many gave what was promised."""
    return sum(trial.problem is None for trial in trials)


def _try(profile: CodecProfile, example: Example, codecs: Codecs) -> Trial:
    try:
        answer = codecs.decode(str(profile.codec), example.data, example.port, 0)
    except ValueError as error:
        problem = None if example.expected is None else str(error)
        return Trial(example=example, fields={}, problem=problem)
    promised = example.expected or {}
    names = promised.keys() if example.partial else {*answer.data, *promised}
    different = sorted(name for name in names if not _same(answer.data.get(name), promised.get(name)))
    problem = None
    if different:
        first = different[0]
        problem = f"{first} is {answer.data.get(first)!r}, promised was {promised.get(first)!r}"
    return Trial(example=example, fields=answer.data, problem=problem)


def _same(given: object, promised: object) -> bool:
    """Return whether two values of JSON are equal, numbers to twelve digits."""
    if isinstance(given, dict) and isinstance(promised, dict):
        return given.keys() == promised.keys() and all(_same(given[key], promised[key]) for key in given)
    if isinstance(given, list) and isinstance(promised, list):
        return len(given) == len(promised) and all(map(_same, given, promised))
    if isinstance(given, int | float) and isinstance(promised, int | float):
        return isclose(given, promised, rel_tol=1e-12, abs_tol=1e-12)
    return given == promised
