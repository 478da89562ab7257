"""A network's JSON is read part by part: what is missing is empty, what is of another type is told."""

from collections.abc import Callable

import pytest

from domain.reading import Reason
from ingest.formats.message import UnreadableError
from ingest.formats.network import integer, objects, part, port_of, text


def test_what_is_there_is_returned_as_it_is() -> None:
    assert part({"a": {"b": 1}}, "a") == {"b": 1}
    assert text({"a": "b"}, "a") == "b"
    assert integer({"a": 7}, "a") == 7
    assert objects({"a": [{"b": 1}, {"c": 2}]}, "a") == [{"b": 1}, {"c": 2}]


@pytest.mark.parametrize("body", [{}, {"a": None}])
def test_what_is_missing_or_null_is_empty(body: dict[str, object]) -> None:
    assert (part(body, "a"), objects(body, "a"), text(body, "a"), integer(body, "a")) == ({}, [], None, 0)


def test_of_a_list_only_the_objects_are_taken() -> None:
    assert objects({"a": [1, None, {"b": 1}, "c"]}, "a") == [{"b": 1}]
    assert objects({"a": {"b": 1}}, "a") == []


@pytest.mark.parametrize(
    ("read", "value", "belongs"),
    [(part, [], "an object"), (text, 1, "a text"), (integer, 1.0, "a whole number"), (integer, True, "a whole number")],
)
def test_what_is_of_another_type_is_named_with_what_belongs_there(
    read: Callable[[dict[str, object], str], object], value: object, belongs: str
) -> None:
    with pytest.raises(UnreadableError, match=f"^a is .*: {belongs} belongs there$") as refused:
        read({"a": value}, "a")
    assert refused.value.reason is Reason.SCHEMA


@pytest.mark.parametrize(("body", "has_payload", "port"), [({"p": 5}, True, 5), ({"p": 5}, False, 5), ({}, False, 0), ({"p": 0}, True, 0)])
def test_a_frame_without_a_payload_needs_no_port(body: dict[str, object], has_payload: bool, port: int) -> None:
    assert port_of(body, "p", has_payload=has_payload) == port


@pytest.mark.parametrize("body", [{}, {"p": None}])
def test_a_payload_without_a_port_is_told(body: dict[str, object]) -> None:
    with pytest.raises(UnreadableError, match="p is missing: a payload needs the port"):
        port_of(body, "p", has_payload=True)
