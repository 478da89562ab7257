"""What else is to be known of a plan, in the reader's words: the planner writes it in English, and that is what is stored."""

import re
from collections.abc import Mapping

from config.texts import Words

# Each kind of note as `watch.planning` writes it; the text is `plan.note_NAME`, its groups are `{a}` and `{b}`.
_NOTES: Mapping[str, re.Pattern[str]] = {
    "no_roads": re.compile(r"OSRM at .*", re.DOTALL),
    "groups": re.compile(r"(\d+) bins were planned as (\d+) groups of neighbours"),
    "too_long": re.compile(r"no plan within (\d+) s: .*"),
    "planner_failed": re.compile(r"the planner ended with code .*", re.DOTALL),
}


def note_in_words(words: Words, note: str) -> str | None:
    """Return the note in the reader's words, None for one that we do not know."""
    for name, pattern in _NOTES.items():
        if found := pattern.fullmatch(note):
            return words(f"plan.note_{name}", **dict(zip("ab", found.groups(), strict=False)))
    return None
