"""The doubts about a list, those of one kind together, said in each language with what was assumed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.texts import LANGUAGES, Language
from domain.dryrun.doubt import Doubt
from reports.dryrun.words import dry_run_words

_EXAMPLES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtGroup:
    """Doubts of one kind about which one thing was assumed."""

    doubts: Sequence[Doubt]

    def said(self, language: Language) -> str:
        """Return what is doubtful and what was assumed."""
        return said_of(self.doubts[0], language)


def said_of(doubt: Doubt, language: Language) -> str:
    """Return what is doubtful and what was assumed."""
    words = dry_run_words(language)
    assumed = words.fraction(doubt.assumed) if doubt.kind == "no_fraction" else doubt.assumed
    return words(f"doubt.{doubt.kind}", assumed=assumed, value=doubt.value)


def doubt_groups(doubts: Sequence[Doubt]) -> Sequence[DoubtGroup]:
    """Return the groups, first those about a whole table, then the largest."""
    groups: dict[tuple[str, str], list[Doubt]] = {}
    for doubt in doubts:
        groups.setdefault((doubt.kind, doubt.assumed), []).append(doubt)
    return [
        DoubtGroup(doubts=groups[key]) for key in sorted(groups, key=lambda key: (not _is_of_all(groups[key][0]), -len(groups[key]), key))
    ]


def _is_of_all(doubt: Doubt) -> bool:
    return not doubt.line and not doubt.bin_id


def doubts_json(doubts: Sequence[Doubt]) -> Sequence[Mapping[str, object]]:
    """Return the groups as JSON has them, each with its first few lines."""
    return [
        {
            "count": len(group.doubts),
            "said": {language: group.said(language) for language in LANGUAGES},
            "lines": [
                {"file": doubt.file, "line": doubt.line, "column": doubt.column, "value": doubt.value, "bin": doubt.bin_id}
                for doubt in group.doubts[:_EXAMPLES]
                if doubt.line or doubt.bin_id
            ],
        }
        for group in doubt_groups(doubts)
    ]
