"""A threshold as the API takes and answers it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StrictBool, field_validator, model_validator
from pydantic_core import PydanticCustomError

from api.web.fields import Answer, Body, Id, Number, examples
from domain.air.windows import AIR_PARAMETERS, WEATHER
from domain.alerts.severity import Severity
from domain.alerts.threshold import CHANNEL, FAULT, PICKUP, SERVICE, SILENCE, WATCHED, Averaging, Threshold, ThresholdKind
from domain.alerts.threshold_form import threshold_of

_PERCENT = frozenset(("fill", "humidity", "battery_percent"))
# Of these too little is never what somebody must act on: the other way round is a slip of the pen.
UPWARD_ONLY = (AIR_PARAMETERS - WEATHER) | {"fill", "tilt", "tilted", "battery_low", *WATCHED}

EXAMPLE: dict[str, Any] = {
    "kind": "air",
    "parameter": "pm25",
    "averaging": "hour",
    "scope": {"tag": "roadside"},
    "raise": 50,
    "clear": 40,
    "consecutive": 2,
    "min_coverage": 0.75,
    "severity": "warning",
    "enabled": True,
    "worsens": None,
}


# What a kind is never about: a threshold on it would wait for ever.
_NEVER_OF: Mapping[str, frozenset[str]] = {
    "air": frozenset(("distance", "fill", "tilt", "tilted")),
    "bin": AIR_PARAMETERS - {"temperature", "humidity", "pressure"},
}
_LEAST = {SILENCE: 3, CHANNEL: 1, FAULT: 2, PICKUP: 1, SERVICE: 1}
_ABOUT: Mapping[str, ThresholdKind] = {SILENCE: "device", CHANNEL: "device", FAULT: "bin", PICKUP: "bin", SERVICE: "device"}


class ScopeBody(Body):
    """What a threshold is about: one site, bin or device, those with a tag, or with none of these, all of its kind."""

    site: Id | None = None
    bin: Id | None = None
    device: Id | None = None
    tag: Id | None = None

    def named(self) -> dict[str, str]:
        """Return what is named."""
        return self.model_dump(exclude_none=True)


class ThresholdBody(Body):
    """Raised at `raise` or above, cleared below `clear` (in the parameter's unit), after so many `consecutive` values.

    With `raise` below `clear`, as for a battery, it is too little that raises. `worsens`: the threshold whose alerts become as
    severe as this one while this one holds, instead of there being two.
    """

    model_config = examples(EXAMPLE)

    id: Id | None = None
    kind: ThresholdKind
    parameter: Annotated[str, Field(min_length=1, max_length=64)]
    averaging: Averaging
    scope: ScopeBody = ScopeBody()
    raise_: Number = Field(alias="raise")
    clear: Number
    consecutive: Annotated[int, Field(strict=True, ge=1, le=1000)] = 1
    min_coverage: Annotated[Number, Field(ge=0, le=1, description="share of expected readings that a window needs")] = 0.75
    severity: Severity = "warning"
    enabled: StrictBool = True
    worsens: Id | None = None

    @model_validator(mode="before")
    @classmethod
    def _leave_out_what_is_only_read(cls, data: Any) -> Any:
        """Take back what `GET` gave: the unit is the parameter's."""
        return {key: value for key, value in data.items() if key != "unit"} if isinstance(data, dict) else data

    @field_validator("scope")
    @classmethod
    def _names_one(cls, scope: ScopeBody) -> ScopeBody:
        if len(scope.named()) > 1:
            raise ValueError(f"names {' and '.join(scope.named())}; name one, or none for all")
        return scope

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        """Refuse what does not hold together. Each refusal is of the type `wrong_FIELD`: a page names the field in its own words."""
        numbers = {"parameter": self.parameter, "raise_": f"{self.raise_:g}", "clear": f"{self.clear:g}"}
        if self.parameter in UPWARD_ONLY and self.raise_ <= 0:
            raise PydanticCustomError("wrong_raise", "raise ({raise_}) must be above 0 for {parameter}", numbers)
        if self.clear == self.raise_ or (self.clear > self.raise_ and self.parameter in UPWARD_ONLY):
            sentence = "clear ({clear}) must be below raise ({raise_}), else it would be raised and cleared in turns"
            raise PydanticCustomError("wrong_clear", sentence, numbers)
        self._is_in_per_cent(numbers)
        self._is_of_its_kind()
        return self

    def _is_in_per_cent(self, numbers: Mapping[str, str]) -> None:
        for field, value in (("raise", self.raise_), ("clear", self.clear)):
            if self.parameter in _PERCENT and 0 < value < 1:
                sentence = "{field} ({value}) must be in per cent for {parameter}, such as 80 for 80 %, not a share such as 0.8"
                raise PydanticCustomError(f"wrong_{field}", sentence, {"field": field, "value": f"{value:g}", **numbers})

    def _is_of_its_kind(self) -> None:
        of_kind = {"kind": self.kind, "parameter": self.parameter}
        if self.parameter in WATCHED:
            kind, least = _ABOUT[self.parameter], _LEAST[self.parameter]
            if self.kind != kind or self.consecutive != 1 or self.raise_ < least:
                needed = {"parameter": self.parameter, "kind": kind, "least": least, "unit": WATCHED[self.parameter]}
                sentence = "{parameter} needs kind `{kind}`, consecutive 1 and raise of at least {least} {unit}"
                raise PydanticCustomError("wrong_raise", sentence, needed)
        if self.parameter in _NEVER_OF.get(self.kind, ()):
            raise PydanticCustomError("wrong_parameter", "kind is `{kind}`, which {parameter} is never measured of", of_kind)
        for place, kind in (("site", "air"), ("bin", "bin")):
            if place in self.scope.named() and self.kind not in (kind, "device"):
                sentence = "scope names a {place}, which a threshold of kind `{kind}` is never about"
                raise PydanticCustomError("wrong_place", sentence, {**of_kind, "place": place})
        if self.kind != "air" and self.averaging != "instant":
            raise PydanticCustomError("wrong_averaging", "averaging must be `instant` for kind `{kind}`: only air is averaged", of_kind)

    def threshold(self, threshold_id: str) -> Threshold:
        """Return it in the domain's terms."""
        return threshold_of(threshold_id, {**self.model_dump(by_alias=True), "scope": self.scope.named()})


class ThresholdAnswer(Answer):
    """A threshold; its `ETag` header is what `If-Match` needs. `unit` is that of `raise` and `clear`."""

    id: str
    kind: ThresholdKind
    parameter: str
    averaging: Averaging
    scope: dict[Literal["site", "bin", "device", "tag"], str]
    raise_: float = Field(alias="raise")
    clear: float
    unit: str
    consecutive: int
    min_coverage: float
    severity: Severity
    enabled: bool
    worsens: str | None = None
