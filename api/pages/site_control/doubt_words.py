"""A sentence of quality control in the reader's words: the rules write it in English, with its figures, and that is what is stored."""

import re
from collections.abc import Mapping

from api.text.formats import Formats
from storage.state.air.quality import DECLARED

_NUMBER = r"(-?[\d.]+(?:e[+-]?\d+)?)"
# Each kind of sentence as `domain.air.quality` and watch write it; the text is `doubt.NAME`, its figures are `{a}`, `{b}`, `{c}`.
_SENTENCES: Mapping[str, re.Pattern[str]] = {
    "spike": re.compile(rf"spike: {_NUMBER} (?:\S*) ?between {_NUMBER} and {_NUMBER}, .*"),
    "rate": re.compile(rf"rate of change: from {_NUMBER} to {_NUMBER} .*"),
    "flat": re.compile(rf"flat line: {_NUMBER} (?:\S*) ?for {_NUMBER} h"),
    "humid": re.compile(rf"humidity: {_NUMBER} % is above .*"),
    "range": re.compile(rf"range: {_NUMBER} .*\({_NUMBER} to {_NUMBER}\)"),
    "missing": re.compile(r"sentinel: .*"),
    "channels": re.compile(rf"two channels: hourly means of {_NUMBER} and {_NUMBER} .*"),
}
_INVALID = re.compile(rf"{DECLARED} ([^:]*): (.*)")


def leap_of(sentence: str) -> float:
    """Return how far a value leapt, in its unit: beyond both its neighbours, or from the one before; 0 for what is no leap.

    The good value beside a spike is far from the mean of its neighbours too, but lies between them.
    """
    kind = kind_of(sentence)
    found = _SENTENCES[kind].fullmatch(sentence) if kind in ("spike", "rate") else None
    figures = [float(figure) for figure in found.groups()] if found else []
    if kind == "spike" and figures:
        value, before, after = figures
        return max(0.0, value - max(before, after), min(before, after) - value)
    return abs(figures[1] - figures[0]) if figures else 0.0


def end_of_range(sentence: str) -> float | None:
    """Return the most that the sensor can measure, where a value lies above it: it counts as that."""
    found = _SENTENCES["range"].fullmatch(sentence)
    return float(found[3]) if found and float(found[1]) > float(found[3]) else None


def kind_of(sentence: str) -> str:
    """Return the kind of a sentence: a key of the texts `doubt`, or `other`."""
    if _INVALID.fullmatch(sentence):
        return "invalid"
    return next((name for name, pattern in _SENTENCES.items() if pattern.fullmatch(sentence)), "other")


def in_words(formats: Formats, sentence: str, parameter: str, unit: str) -> str:
    """Return the sentence in the reader's words; one that we do not know as it is."""
    kind = kind_of(sentence)
    if kind == "invalid" and (found := _INVALID.fullmatch(sentence)):
        return formats.words("doubt.invalid", by=found[1], reason=found[2])
    if kind == "other":
        return sentence
    found = _SENTENCES[kind].fullmatch(sentence)
    figures = [formats.number(float(figure), parameter if kind != "humid" else "humidity") for figure in (found.groups() if found else ())]
    return formats.words(f"doubt.{kind}", unit=unit, **dict(zip("abc", figures, strict=False)))
