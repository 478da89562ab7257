"""Each element of an array is judged alone, and a rejected one keeps exactly its own bytes."""

from domain.device import Registry
from domain.reading import Reason
from tests.unit.ingest.registered import decode, refused

NOBODY = Registry({}, {}, {}, {})


def test_each_element_is_judged_alone_and_a_rejected_one_keeps_exactly_its_own_bytes() -> None:
    payload = b' [ {"pm25":  1, "time": 1767268700} ,\n{"pm25": "tolv \\u00e6 ]"},7,{"pm25": 1e9 }\t, {"pm10": 2, "x": [1]}\n] '
    decoded = decode(payload)
    assert [part.reading.values for part in decoded.arrivals] == [{"pm25": 1.0}, {"pm10": 2.0}]
    assert [(part.reason, part.payload) for part in decoded.rejections] == [
        (Reason.SCHEMA, b'{"pm25": "tolv \\u00e6 ]"}'),
        (Reason.SCHEMA, b"7"),
        (Reason.OUT_OF_RANGE, b'{"pm25": 1e9 }'),
    ]
    assert decoded.unknown_keys == (("air-1", "x"),)


def test_500_elements_are_allowed_and_neither_none_nor_one_more() -> None:
    assert len(decode([{"pm25": 1}] * 500).arrivals) == 500
    for body in ([], [{"pm25": 1}] * 501):
        assert refused(decode(body))[0] is Reason.SCHEMA


def test_an_array_of_an_unknown_device_proposes_it_once_and_keeps_every_element() -> None:
    decoded = decode([{"pm25": 1}, {"pm25": 2}], registered=NOBODY)
    assert [rejected.payload for rejected in decoded.rejections] == [b'{"pm25": 1}', b'{"pm25": 2}']
    assert decoded.unknown_device is not None
