"""Is a message in our own JSON plainly good, so that nothing of it needs a closer look?"""

from pydantic_core import SchemaValidator, ValidationError, core_schema

from config.catalogue import Catalogue
from domain.parameter import Parameter
from ingest.formats.json import MAX_BYTES


class PlainReader:
    """Reads an object of `time`, perhaps `seq`, and parameters in our units within what is possible: as nearly all messages are.

    One compiled validator reads and judges it, at half the cost of looking value by value. What it does not take is not
    wrong: whoever looks closer says what it is.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        fields = {
            "time": core_schema.typed_dict_field(core_schema.any_schema()),
            "seq": core_schema.typed_dict_field(core_schema.int_schema(strict=True), required=False),
            # A state has sole values and no range: always looked at closer.
            **{name: _field(parameter) for name, parameter in catalogue.parameters.items() if not parameter.only},
        }
        # Only keys repeat between messages; keeping times too would push the keys out.
        config = core_schema.CoreConfig(cache_strings="keys")
        self._read = SchemaValidator(core_schema.typed_dict_schema(fields, extra_behavior="forbid"), config).validate_json

    def read(self, payload: bytes) -> dict[str, object] | None:
        """Return what a plain message says, its parameters as floats; None for one that needs a closer look."""
        if len(payload) > MAX_BYTES:
            return None
        try:
            return self._read(payload)  # type: ignore[no-any-return]
        except ValidationError:
            return None


def _field(parameter: Parameter) -> core_schema.TypedDictField:
    possible = core_schema.float_schema(ge=parameter.low, le=parameter.high, allow_inf_nan=False, strict=True)
    return core_schema.typed_dict_field(possible, required=False)
