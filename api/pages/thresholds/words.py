"""A threshold's fields in the reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from api.text.formats import Formats
from config.names import Names
from domain.alerts.threshold import CHANNEL, FAULT, PICKUP, WATCHED

# In the order in which a person reads them.
FIELDS = ("parameter", "averaging", "scope", "raise", "clear", "consecutive", "min_coverage", "severity", "enabled", "worsens")

_WHOLE = (CHANNEL, FAULT, PICKUP)  # what there are only whole ones of


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldWords:
    """One field of one form: its `name` (the text is `threshold.field_NAME`) and what it says in words."""

    name: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdWords:
    """Writes thresholds in the contract's form as words; `units` by parameter."""

    formats: Formats
    names: Names
    units: Mapping[str, str]

    def what(self, form: Mapping[str, Any]) -> str:
        """Return what is judged: `PM2,5 timemiddel`."""
        text, parameter = self.formats.words, str(form["parameter"])
        if parameter in WATCHED:
            return text(f"threshold.watched_{parameter}")
        key = f"short.{parameter}"
        name = text(key) if text.knows(key) else parameter
        averaging = form["averaging"]
        return name if averaging == "instant" else f"{name} {text(f'averaging.{averaging}')}"

    def where(self, scope: Mapping[str, str]) -> str:
        """Return where it is judged: `alle steder`, `Torget`, `det som er merket «vei»`."""
        text = self.formats.words
        for place, place_id in scope.items():
            return text("threshold.tagged", tag=self._tag(place_id)) if place == "tag" else self.names.of(place, place_id)
        return text("threshold.everywhere")

    def _tag(self, tag: str) -> str:
        key = f"place_tag.{tag}"
        return self.formats.words(key) if self.formats.words.knows(key) else tag

    def amount(self, form: Mapping[str, Any], field: str) -> str:
        """Return `raise` or `clear` with its unit: `50 µg/m³`."""
        parameter, amount = str(form["parameter"]), self.formats.limit(float(form[field]))
        if parameter in _WHOLE:
            return self._whole(parameter, float(form[field]), up=field == "raise")
        if parameter in WATCHED:
            return self.formats.words(f"threshold.unit_{parameter}", n=amount)
        unit = self.units.get(parameter, "")
        return amount if unit in ("", "0/1") else f"{amount} {unit}"

    def _whole(self, parameter: str, bound: float, *, up: bool) -> str:
        """Return the first number of things that raises, or the last that no longer does: of 0.5 there is none."""
        number = ceil(bound) if up else floor(bound)
        return self.formats.words(f"threshold.unit_{parameter}" if number else f"threshold.none_{parameter}", n=number)

    def fields(self, form: Mapping[str, Any]) -> list[FieldWords]:
        """Return every field in words."""
        return [FieldWords(name=name, word=self._word(form, name)) for name in FIELDS]

    def changed(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[FieldWords, FieldWords]]:
        """Return the fields in which two forms differ, in words."""
        return [
            (old, new)
            for old, new in zip(self.fields(before), self.fields(after), strict=True)
            if before.get(old.name) != after.get(old.name)
        ]

    def _word(self, form: Mapping[str, Any], name: str) -> str:
        text, value = self.formats.words, form.get(name)
        if name == "parameter":
            key = f"parameter.{value}"
            return text(key) if text.knows(key) else self.what(form)
        if name in ("averaging", "severity"):
            return text(f"{name}.{value}")
        if name in ("raise", "clear"):
            return self.amount(form, name)
        write = {
            "scope": lambda: self.where(form["scope"]),
            "min_coverage": lambda: self.formats.percent(float(form["min_coverage"])),
            "enabled": lambda: text("threshold.on" if value else "threshold.off"),
        }
        return write[name]() if name in write else str(value or "–")


def scopes_in(tags: Sequence[str], sites: Sequence[str]) -> list[str]:
    """Return the values of a choice of places: everywhere, each tag, each site."""
    return ["", *(f"tag:{tag}" for tag in sorted(set(tags))), *(f"site:{site}" for site in sites)]
