"""Tries the codecs of a town's own models again, by the examples that were kept with them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bysans.models.codec_profile import CodecProfile, Example, ProfileError
from bysans.models.trials import try_examples
from bysans.models.vendor_files import bytes_of, read_literal, read_text
from domain.model import Model
from ingest.codecs.codec import Codecs
from ingest.codecs.context import CodecContext, CodecFailedError


def broken_codecs(models: Iterable[Model], codecs: Codecs) -> dict[str, str]:
    """Return by model what is wrong with its codec: it does not load, or no longer gives what it gave when it was brought in."""
    problems: dict[str, str] = {}
    for model in models:
        try:
            if model.codec is not None and (problem := _problem(model.id, Path(model.codec), codecs)):
                problems[model.id] = problem
        except (ProfileError, CodecFailedError) as error:
            problems[model.id] = f"{model.codec}: {error}"
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # somebody changed the file by hand
            problems[model.id] = f"{model.codec}: the examples beside it are not as `bysans models import` wrote them: {error!r}"
    return problems


def _problem(model_id: str, codec: Path, codecs: Codecs) -> str | None:
    CodecContext(read_text(codec)).check()
    examples = codec.with_suffix(".examples.json")
    if not examples.exists():
        return None
    kept = [_example(item, examples) for item in read_literal(examples) if item.get("passes", True)]
    trials = try_examples(CodecProfile(id=model_id, codec=codec, examples=tuple(kept)), codecs)
    return next(
        (f"{codec}: its example {trial.example.name!r} no longer passes: {trial.problem}" for trial in trials if trial.problem), None
    )


def _example(item: dict[str, Any], path: Path) -> Example:
    given, expected = item["input"], item["expected"].get("data")
    return Example(
        name=str(item["name"]),
        port=int(given["fPort"]),
        data=bytes_of(given["bytes"], path),
        expected=expected,
        partial=bool(item.get("partial")),
    )
