"""The form on which a measuring site or a bin is registered: its fields become a body of the API, or the names of what is wrong."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from api.registry.sites import SiteBody
from api.waste.bins import BinBody

Kind = Literal["air", "bin"]
Fields = Mapping[str, Sequence[str]]
BodyT = TypeVar("BodyT", bound=BaseModel)
# As maps write it, `59.2675, 10.4076`, and as Norwegians do, `59,2675 10,4076`.
_POSITION = re.compile(r"\s*(-?\d{1,2}[.,]\d+)\s*[,; ]\s*(-?\d{1,3}[.,]\d+)\s*")


def site_of_form(fields: Fields) -> SiteBody | Collection[str]:
    """Return the site that a form describes, or the names of the fields that are wrong."""
    return _checked(SiteBody, {"name": _text(fields, "name"), **_position(fields)})


def bin_of_form(fields: Fields) -> BinBody | Collection[str]:
    """Return the bin that a form describes, or the names of the fields that are wrong."""
    numbers = {name: number_of(text) for name in ("capacity_l", "empty_mm", "full_mm") if (text := _text(fields, name))}
    texts = {name: text for name in ("name", "fraction", "note") if (text := _text(fields, name))}
    body = {**texts, **_position(fields), **numbers}
    return _checked(BinBody, body)


def _checked(form: type[BodyT], body: Mapping[str, Any]) -> BodyT | Collection[str]:
    try:
        return form.model_validate(dict(body))
    except ValidationError as error:
        fields = {str(problem["loc"][0]) if problem["loc"] else "empty_mm" for problem in error.errors()}
        return {"position" if field in ("lat", "lon") else field for field in fields}


def _position(fields: Fields) -> dict[str, float]:
    match = _POSITION.fullmatch(_text(fields, "position"))
    return {"lat": _decimal(match[1]), "lon": _decimal(match[2])} if match else {}


def number_of(text: str) -> float | str:
    """Return the number that somebody wrote, with a comma or a point; the text itself where it is none."""
    plain = "".join(text.split())
    return _decimal(plain) if re.fullmatch(r"\d+([.,]\d+)?", plain, re.ASCII) else text


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))


def _text(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "").strip()
