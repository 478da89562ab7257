"""What an import of models came to: which were tried, what their examples gave, and which were kept as what."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bysans.models.codec_profile import CodecProfile, ProfileError
from bysans.models.field_mapping import FieldSuggestion
from bysans.models.trials import Trial, passed, try_examples
from ingest.codecs.codec import Codecs


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptModel:
    """A model that was kept: its fields, its table as TOML, and the file that it stands in."""

    fields: Sequence[FieldSuggestion]
    text: str
    path: Path

    @property
    def is_empty(self) -> bool:
        """Whether it has fields, and none of them is a parameter of ours."""
        return bool(self.fields) and all(field.parameter is None for field in self.fields)


@dataclass(slots=True, kw_only=True)
class Imported:
    """The models that were tried, those that were kept by id, and a sentence for each that could not be read, which `tell` is told."""

    tell: Callable[[str], None]
    tried: list[tuple[CodecProfile, Sequence[Trial]]] = field(default_factory=list)
    kept: dict[str, KeptModel] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def try_all(self, found: Iterable[CodecProfile | ProfileError], codecs: Codecs, chosen: Collection[str] | None) -> None:
        """Load and try the codecs that are `chosen`, or all."""
        for profile in found:
            if isinstance(profile, ProfileError):
                problem = str(profile)
            elif chosen and profile.id not in chosen:
                continue
            elif not (problem := _load_problem(profile, codecs)):
                self.tried.append((profile, try_examples(profile, codecs)))
                continue
            self.leave_out(problem)

    def leave_out(self, sentence: str) -> None:
        """Tell what is left out, and keep it."""
        self.left_out.append(sentence)
        self.tell(f"left out: {sentence}")

    @property
    def kept_failing(self) -> list[str]:
        """The kept models of which an example of its own fails."""
        return [profile.id for profile, trials in self.tried if profile.id in self.kept and passed(trials) < len(trials)]

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


def _load_problem(profile: CodecProfile, codecs: Codecs) -> str:
    """Return why the codec cannot be used; nothing where it loads."""
    try:
        codecs.load(str(profile.codec))
    except ValueError as error:
        return f"{profile.id}: {profile.codec.name}: {error}"
    return ""
