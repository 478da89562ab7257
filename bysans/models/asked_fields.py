"""Asks a person what each field of a vendor's model is."""

from collections.abc import Sequence

import typer

from bysans.models.field_mapping import FieldSuggestion
from config.catalogue import Catalogue

_NONE = "-"


def asked_fields(suggestions: Sequence[FieldSuggestion], catalogue: Catalogue) -> list[FieldSuggestion]:
    """Return each field as the person says it is; what is suggested is the answer by default."""
    return [_asked(suggestion, catalogue) for suggestion in suggestions]


def _asked(suggestion: FieldSuggestion, catalogue: Catalogue) -> FieldSuggestion:
    shown = f"{suggestion.name} ({suggestion.sample})" if suggestion.sample is not None else suggestion.name
    default = " ".join(filter(None, (suggestion.parameter or _NONE, suggestion.unit)))
    while True:
        parameter, _, unit = typer.prompt(f"{shown}: which parameter and unit, {_NONE} for none", default=default).strip().partition(" ")
        if parameter == _NONE:
            return FieldSuggestion(name=suggestion.name, sample=suggestion.sample)
        known = catalogue.parameters.get(parameter)
        if known is None:
            typer.echo(f"there is no parameter {parameter!r}; there are {', '.join(catalogue.parameters)}")
        elif unit and known.conversion(unit) is None:
            typer.echo(f"{parameter} has no unit {unit!r}; it has {', '.join(known.conversions)}")
        else:
            words = suggestion.words if parameter == suggestion.parameter else None
            return FieldSuggestion(name=suggestion.name, sample=suggestion.sample, parameter=parameter, unit=unit or None, words=words)
