"""Tries the codecs of a town's own models again, by the examples that were kept with them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bysans.models.codec_profile import CodecProfile, Example, ProfileError
from bysans.models.trials import try_examples
from bysans.models.vendor_files import bytes_of, read_literal
from domain.model import Model
from ingest.codecs.codec import Codecs


def broken_codecs(models: Iterable[Model], codecs: Codecs) -> dict[str, str]:
    """Return by model what is wrong with its codec: it does not load, or no longer gives what it gave when it was brought in."""
    problems: dict[str, str] = {}
    for model in models:
        try:
            if model.codec is not None and (problem := _problem(model.id, Path(model.codec), codecs)):
                problems[model.id] = problem
        except ProfileError as error:
            problems[model.id] = f"{model.codec}: {error}"
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # somebody changed the file by hand
            problems[model.id] = f"{model.codec}: the examples beside it are not as `bysans models import` wrote them: {error!r}"
    return problems


def untried(models: Iterable[Model]) -> set[str]:
    """Return the models with a codec beside which no example lies that passed; only of such as `broken_codecs` finds nothing wrong with."""
    return {model.id for model in models if model.codec is not None and not kept_examples(Path(model.codec))}


def _problem(model_id: str, codec: Path, codecs: Codecs) -> str | None:
    try:
        codecs.load(str(codec))
    except ValueError as error:
        return f"{codec}: {error}"
    trials = try_examples(CodecProfile(id=model_id, codec=codec, examples=tuple(kept_examples(codec))), codecs)
    return next(
        (f"{codec}: its example {trial.example.name!r} no longer passes: {trial.problem}" for trial in trials if trial.problem), None
    )


def kept_examples(codec: Path) -> list[Example]:
    """Return the examples beside a codec that passed when it was brought in. Raises ProfileError."""
    examples = codec.with_suffix(".examples.json")
    return [_example(item, examples) for item in read_literal(examples) if item.get("passes", True)] if examples.exists() else []


def _example(item: dict[str, Any], path: Path) -> Example:
    given, expected = item["input"], item["expected"].get("data")
    return Example(
        name=str(item["name"]),
        port=int(given["fPort"]),
        data=bytes_of(given["bytes"], path),
        expected=expected,
        partial=bool(item.get("partial")),
    )
