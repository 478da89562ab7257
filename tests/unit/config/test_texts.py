"""What a text counts stands in the singular where there is one."""

import re
from collections.abc import Mapping

import pytest

from config.texts import LANGUAGES, Language, Words, texts

ROOMS = ("config", "api.text", "reports.air", "reports.dryrun", "reports.effects", "watch.notify")
# A number (never a `name`), then a plural: one that its text's `_one` form or its own `{n:time|timer}` turns into a singular.
PLURALS: Mapping[Language, re.Pattern[str]] = {
    "nb": re.compile(r"\{(?!name)(\w+)\}\s([a-zæøå]+er)\b"),
    "en": re.compile(r"\{(?!name)(\w+)\}\s([a-z]+s)\b"),
}
# Words of that look that are no plurals, and a measure that has none.
NO_PLURALS = {"er", "etter", "kjører", "venter", "liter", "is", "was", "has", "gets", "gives", "drives", "does", "takes"}
# The number is no count of the thing behind it, as a photo's own number, or is always the same large one.
NO_COUNTS = {"bin.photo", "table.file_hint", "dryrun.problem_long"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_what_is_counted_has_a_singular(room: str, language: Language) -> None:
    plural_only = {
        key: text
        for key, text in texts(room, language).items()
        if key not in NO_COUNTS
        for name, word in PLURALS[language].findall(text)
        if name != "name" and word not in NO_PLURALS and not _is_the_one_that_chooses(key, name)
    }
    assert not plural_only


def _is_the_one_that_chooses(key: str, name: str) -> bool:
    """Return whether a text is chosen by this number: `n`, or the same number as it is written."""
    return key.endswith("_other") and name in ("n", "count", "amount", "hours")


@pytest.mark.parametrize(
    ("language", "hours", "said"), [("nb", 1, "1 time"), ("nb", 2, "2 timer"), ("en", "1", "1 hour"), ("en", 0, "0 hours")]
)
def test_a_counted_thing_stands_in_the_singular_for_one(language: Language, hours: object, said: str) -> None:
    assert said in Words(language, "api.text")("control.preview", values=3, hours=hours, lost=0)
