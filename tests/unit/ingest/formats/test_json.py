"""An array's elements are found by their bytes, as exactly as they were sent."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reading import Reason
from ingest.formats.json import MAX_BYTES, elements, parse, repeats_keys
from ingest.formats.message import UnreadableError

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.lists(ANYTHING, min_size=1, max_size=5), st.sampled_from([None, 2]), st.booleans())
def test_each_elements_bytes_read_as_that_element(array: list[object], indent: int | None, ascii_only: bool) -> None:
    payload = json.dumps(array, indent=indent, ensure_ascii=ascii_only).encode()
    assert [parse(source) for source in elements(payload)] == parse(payload)


@pytest.mark.parametrize(
    ("payload", "slices"),
    [
        (b"[1]", [b"1"]),
        (b'\t[ {"a": [1, 2]} ,"],["\r\n, NaN ]\n', [b'{"a": [1, 2]}', b'"],["', b"NaN"]),
        (b"[1e5, -0.50, 1" + b"0" * 4000 + b"]", [b"1e5", b"-0.50", b"1" + b"0" * 4000]),
        (b"[" * 100 + b"1" + b"]" * 100, [b"[" * 99 + b"1" + b"]" * 99]),
    ],
)
def test_spaces_nesting_and_long_numbers_do_not_shift_a_byte(payload: bytes, slices: list[bytes]) -> None:
    parse(payload)
    assert elements(payload) == slices


@pytest.mark.parametrize(
    ("payload", "reason", "sentence"),
    [
        (b'{"a": "\xe5"}', Reason.BAD_ENCODING, "the payload is not UTF-8: byte 7 is 0xe5"),
        (b"  \n", Reason.NOT_JSON, "the payload is empty: a reading is a JSON object"),
        (b"{", Reason.NOT_JSON, "the payload is not JSON: "),
        (b" " * (MAX_BYTES + 1), Reason.TOO_LARGE, "the payload has 65537 bytes, 65536 are allowed: send fewer readings at once"),
    ],
)
def test_what_is_no_json_says_why(payload: bytes, reason: Reason, sentence: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        parse(payload)
    assert refused.value.reason is reason
    assert str(refused.value).startswith(sentence)


def test_a_payload_of_the_greatest_size_is_read() -> None:
    assert parse(b"1".rjust(MAX_BYTES)) == 1


@pytest.mark.parametrize(
    ("payload", "twice"),
    [
        (b'{"a": 1, "b": {"c": [1, {"d": "x"}]}}', False),
        (b'{"a": 1, "a": 2}', True),
        (b'{"b": {"a": 1, "a": 2}}', True),
        (b'[[{"a": 1, "a": 2}]]', True),
        (b'{"t": "12:30:00", "u": ["::"]}', False),
        (b'{"a:b": 1}', False),
        (b'{"a": 1, "\\u0061": 2}', True),
        (b'{"a": "\\n"}', False),
    ],
)
def test_a_key_that_stands_twice_is_noticed(payload: bytes, twice: bool) -> None:
    assert repeats_keys(payload, parse(payload)) is twice
