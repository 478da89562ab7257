"""What an import of models came to: which were tried, what their examples gave, and which were kept as what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bysans.models.codec_profile import CodecProfile
from bysans.models.field_mapping import FieldSuggestion
from bysans.models.trials import Trial, passed


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptModel:
    """A model that was kept: its fields, its table as TOML, and the file that it stands in."""

    fields: Sequence[FieldSuggestion]
    text: str
    path: Path

    @property
    def is_empty(self) -> bool:
        """Whether none of its fields is a parameter of ours."""
        return all(field.parameter is None for field in self.fields)


@dataclass(slots=True, kw_only=True)
class Imported:
    """The models that were tried, those that were kept by id, and a sentence for each that could not be read."""

    tried: list[tuple[CodecProfile, Sequence[Trial]]] = field(default_factory=list)
    kept: dict[str, KeptModel] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def in_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {"models": [self._model(profile, trials) for profile, trials in self.tried], "left_out": self.left_out}

    def _model(self, profile: CodecProfile, trials: Sequence[Trial]) -> dict[str, object]:
        kept = self.kept.get(profile.id)
        fields = kept.fields if kept else ()
        return {
            "id": profile.id,
            "examples": len(trials),
            "passed": passed(trials),
            "problems": {trial.example.name: trial.problem for trial in trials if trial.problem is not None},
            "kept_in": str(kept.path) if kept else None,
            "fields": {field.name: {"parameter": field.parameter, "unit": field.unit} for field in fields if field.parameter is not None},
            "ignored": [field.name for field in fields if field.parameter is None],
        }
