"""A change in the reader's words: what it was of, what each field is called, and its values as people read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.text.formats import Formats
from config.names import Names
from config.texts import Words
from domain.duration import MINUTE
from storage.state.audit.log import Entry

# What an entry says already, and how the tables are kept.
_HIDDEN = frozenset(
    {
        *("id", "at", "section", "version", "removed", "created_at", "first_used_at", "handle", "person", "key", "key_id"),
        *("members", "member_type", "subject_type", "pickup", "trigger_id"),
    }
)
_MOMENTS = frozenset({"start", "end", "time", "valid_from", "departure", "shelved_until"})  # beside those that end in `_at`
_UNITS: Mapping[str, str] = {"capacity_l": "l", "empty_mm": "mm", "full_mm": "mm", "lat": "°", "lon": "°", "change_percent": "%"}
_PLACES = frozenset({"site", "bin", "place", "places", "subject_id", "bin_id"})
# Where the words stand of what a field may hold; elsewhere it is `audit.value.NAME`.
_WORDS: Mapping[str, Sequence[str]] = {
    "severity": ["severity."],
    "least_severity": ["severity."],
    "averaging": ["averaging."],
    "parameter": ["parameter."],
    "scopes": ["settings.scope_"],
    "roles": ["sessions.role."],
    "tag": ["place_tag.", "tag."],
    "tags": ["place_tag."],
    "state": ["audit.value.", "rounds.state_"],
    "reason": ["reason.", "audit.value."],
}
_SECONDS, _SHARES, _OF_PARAMETER = frozenset({"interval_s"}), frozenset({"min_coverage"}), frozenset({"raise", "clear", "limit"})
_LONGEST = 200  # of a value on the page; the export has it whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that differs, in words; empty where there was or is none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWords:
    """Writes changes as words; `units` by parameter, `keys`: what each key is called, by its id."""

    formats: Formats
    names: Names
    units: Mapping[str, str]
    keys: Mapping[str, str]

    def thing(self, entry: Entry) -> str:
        """Return what the thing that changed is called, "" where its name is deleted."""
        own = next((str(part["name"]) for part in map(_parts, (entry.after, entry.before)) if part.get("name")), None)
        thing = entry.thing or ""
        if entry.kind in ("practice", "goal"):
            return self._known(thing, "settings.figure_")
        if entry.kind in ("device", "site", "bin"):
            return own or self.names.of(entry.kind, thing)
        return own or self.keys.get(thing, thing)

    def differences(self, entry: Entry) -> list[Difference]:
        """Return what differs, field by field; what a body holds stands beside the rest."""
        before, after = _parts(entry.before), _parts(entry.after)
        return [
            Difference(name=self._label(name), before=self._side(name, before), after=self._side(name, after))
            for name in dict.fromkeys([*before, *after])
            if not _says_nothing(entry, name, before.get(name), after.get(name))
        ]

    def _label(self, name: str) -> str:
        return self._known(name, "audit.field.", otherwise=name.replace("_", " "))

    def _side(self, name: str, parts: Mapping[str, Any]) -> str:
        value = parts.get(name)
        text = "" if value is None else self._word(name, value, parts)
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

    def _word(self, name: str, value: Any, parts: Mapping[str, Any]) -> str:
        """Return a value in words; `parts`: what stands beside it, such as the parameter whose unit it has."""
        if isinstance(value, bool):
            return self._text("audit.yes" if value else "audit.no")
        if isinstance(value, list):
            return ", ".join(self._word(name, part, parts) for part in value)
        if isinstance(value, Mapping):
            return self._whole(value)
        if isinstance(value, int | float):
            return self._number(name, value, parts)
        return self._of_text(name, str(value))

    def _whole(self, value: Mapping[str, Any]) -> str:
        if "name" in value:
            return str(value["name"])
        for whole in ("bin_id", "place", "bins"):  # a bin of a round, an unloading site, what a round was asked for
            if whole in value:
                return self._word(whole, value[whole], value)
        return "; ".join(f"{self._label(name)}: {self._word(name, part, value)}" for name, part in value.items() if part is not None)

    def _number(self, name: str, value: float, parts: Mapping[str, Any]) -> str:
        if name.endswith("_at") or name in _MOMENTS:
            return self.formats.moment(round(value))
        if name == "collection_days":
            return self._text(f"audit.weekday.{value}")
        if name in _SECONDS:
            return self.formats.span(round(value))
        if name in _SHARES:
            return self.formats.percent(value)
        unit = self.units.get(str(parts.get("parameter")), "") if name in _OF_PARAMETER else _UNITS.get(name, "")
        return f"{self.formats.limit(value)} {unit}".strip().replace(" °", "°")

    def _of_text(self, name: str, value: str) -> str:
        if name in _PLACES:
            site = self.names.site(value)
            return site if site != value else self.names.bin(value)
        if name == "device":
            return self.names.device(value)
        if name == "model":
            return self.names.model(value)
        if name == "fraction":
            return self.names.fraction(value)
        return self._known(value, *_WORDS.get(name, ["audit.value."]))

    @property
    def _text(self) -> Words:
        return self.formats.words

    def _known(self, value: str, *rooms: str, otherwise: str | None = None) -> str:
        """Return the first text there is of a value, else the value."""
        keys = (f"{room}{value}" for room in rooms)
        return next((self._text.text(key) for key in keys if self._text.knows(key)), value if otherwise is None else otherwise)


def _says_nothing(entry: Entry, name: str, before: Any, after: Any) -> bool:
    """Return whether a field is hidden, did not change, or repeats the entry: its kind, or that a version begins as it is made."""
    begins_now = name == "valid_from" and isinstance(after, int) and abs(after - entry.at) < MINUTE
    return name in _HIDDEN or before == after or begins_now or entry.kind in (before, after)


def _parts(content: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return the fields of one side, those of its body beside the rest."""
    row = content or {}
    body = row.get("body")
    return {**{name: value for name, value in row.items() if name != "body"}, **(body if isinstance(body, Mapping) else {})}
