"""An array's elements are found by their bytes, as exactly as they were sent."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.json import elements, parse

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
