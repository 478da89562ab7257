"""A batch counts each reading once, whatever stood beside it."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reading import Reason
from ingest.decode.arrival import Decoded, DecodeResult
from ingest.decode.decode import Decoder
from ingest.drain.batch import Batch
from ingest.drain.duplicates import Duplicates
from ingest.log.entry import Entry
from storage.state.ingest.drained import Drained
from storage.state.ingest.unknown_keys import UnknownKey
from tests.unit.ingest.columns import entries as columns
from tests.unit.ingest.registered import CATALOGUE, NOW, REGISTRY, decode, device, registry

TOPIC = "bysans/v1/air/air-1"
AIRROHR = {"esp8266id": "123", "sensordatavalues": [{"value_type": "PMS_P1", "value": "4"}, {"value_type": "PMS_P2", "value": "nan"}]}
NETVOX = {
    "end_device_ids": {"device_id": "netvox"},
    "uplink_message": {"f_port": 6, "decoded_payload": {"Volt": "3,1 V", "Distance": 540}},
}
OUTCOMES = ("stored", "duplicate", "quarantined", "ignored")


def drained(*payloads: bytes) -> Batch:
    rows = [Entry(number, number + 1, NOW + number, TOPIC, payload) for number, payload in enumerate(payloads)]
    batch, duplicates = Batch(columns(rows)), Duplicates()
    for number, row in enumerate(rows):
        batch.add(Decoded(number, row, decode(row.payload, TOPIC)), duplicates)
    return batch


def counted(batch: Batch) -> dict[str, int]:
    counts = batch.drained().counts
    return {name: sum(value for (counted, _), value in counts.items() if counted == name) for name in ("received", *OUTCOMES)}


def test_an_element_that_is_no_reading_was_received_and_ignored() -> None:
    row = Entry(0, 1, NOW, TOPIC, b"")
    batch = Batch(columns([row]))
    batch.add(Decoded(0, row, DecodeResult((), (), ignored=2)), Duplicates())
    assert counted(batch) == {"received": 2, "stored": 0, "duplicate": 0, "quarantined": 0, "ignored": 2}


def test_a_reading_with_an_impossible_value_is_stored_once_and_the_value_is_a_row_that_counts_as_none() -> None:
    batch = drained(b'{"time": 1767268800, "pm25": 3, "temperature": -144.7}')
    assert counted(batch) == {"received": 1, "stored": 1, "duplicate": 0, "quarantined": 0, "ignored": 0}
    assert [reading.values for reading in batch.stored] == [{"pm25": 3.0}]
    assert [(row.id, row.reason, row.device) for row in batch.quarantined] == [("0-v0", Reason.OUT_OF_RANGE, "air-1")]
    assert batch.drained().counts["values_apart", Reason.OUT_OF_RANGE] == 1


@pytest.mark.parametrize(
    ("topic", "sent", "stored", "name"),
    [
        ("bysans/v1/airrohr/airrohr-123", AIRROHR, {"pm10": 4.0}, "PMS_P2 is 'nan'"),
        ("v3/waste@ttn/devices/netvox/up", NETVOX, {"distance": 540.0}, "Volt is '3,1 V'"),
    ],
    ids=["airRohr", "Netvox"],
)
def test_a_text_that_is_no_number_is_a_row_that_names_it_and_its_siblings_are_stored(
    topic: str, sent: object, stored: dict[str, float], name: str
) -> None:
    payload = json.dumps(sent).encode()
    row = Entry(7, 8, NOW, topic, payload)
    batch = Batch(columns([row]))
    registered = registry(device("airrohr-123"), device("netvox", "bin", "netvox/r718x"))
    batch.add(Decoded(0, row, decode(payload, topic, registered=registered)), Duplicates())
    assert [reading.values for reading in batch.stored] == [stored]
    (row,) = batch.quarantined
    assert (row.id, row.reason, row.payload, name in row.detail) == ("7-p0", Reason.DECODE_FAILED, payload, True)
    assert batch.drained().counts["values_apart", Reason.DECODE_FAILED] == 1
    assert counted(batch) == {"received": 1, "stored": 1, "duplicate": 0, "quarantined": 0, "ignored": 0}


def test_the_sum_holds_whatever_comes() -> None:
    batch = drained(
        b'{"time": 1767268800, "pm25": 3, "temperature": -144.7}',
        b'{"time": 1767268800, "pm25": 3, "temperature": -144.7}',
        b'[{"pm25": 1, "humidity": 171}, {"pm25": 1e9}, {"pm25": "x"}, {"pm25": 2, "no_such": 3}]',
        b"{",
        b'{"pm25": 1, "pm25": 2}',
    )
    counts = counted(batch)
    assert counts["received"] == sum(counts[name] for name in OUTCOMES) == 8
    assert counts == {"received": 8, "stored": 3, "duplicate": 1, "quarantined": 4, "ignored": 0}
    assert len({row.id for row in batch.quarantined}) == len(batch.quarantined) == 4 + 3


def test_unknown_keys_are_counted_by_device_and_key() -> None:
    batch = drained(b'{"pm25": 1, "x": 1, "y\\u0000": 2}', b'[{"pm25": 1, "x": 1}, {"pm25": 2, "x": 1}]')
    keys = batch.drained().unknown_keys
    assert list(keys) == [UnknownKey("air-1", "x", 3, NOW, NOW + 1), UnknownKey("air-1", "y\\x00", 1, NOW, NOW)]
    assert batch.drained().counts["unknown_keys", ""] == 4


def test_a_message_of_a_thousand_keys_names_a_few() -> None:
    body = b'{"pm25": 1, ' + b", ".join(b'"k%d": 1' % number for number in range(1000)) + b"}"
    assert 0 < len(drained(body).drained().unknown_keys) <= 20


def test_an_unknown_device_is_proposed_once_with_how_often_and_when_it_sent() -> None:
    batch = Batch(columns([]))
    for number in range(3):
        unknown_device = decode(b'{"pm25": 1}', "bysans/v1/air/air-9").unknown_device
        assert unknown_device is not None
        batch.propose(Entry(number, number + 1, NOW + number, f"topic-{number}", b""), unknown_device)
    (proposal,) = batch.proposals.values()
    assert (proposal.id, proposal.kind, proposal.topic) == ("air-9", "air", "topic-2")
    assert (proposal.messages, proposal.first_seen, proposal.last_seen) == (3, NOW, NOW + 2)


SECONDS = NOW // 1000
VALUES = st.sampled_from(
    (
        '"pm25": 8', '"pm25": 9', '"no2": 21.5', '"PM25": 8', '"humidity": 171', '"pm25": -999', '"pm25": 1e400', '"pm25": "8"', '"x": 1',
        '"pm25": 12345678901234567890123', '"tilted": 1', '"units": {"no2": "ppb"}', '"seq": 3', '"pm25": 8, "pm25": 9',
        '"temperature": -60',
    )
)  # fmt: skip
TIMES = st.sampled_from(
    [f'"time": {SECONDS}', f'"time": {SECONDS - 60}', '"time": "2026-01-01T12:00:00Z"', '"time": 5', '"pm10": 4', '"time": null']
)
OBJECTS = st.tuples(TIMES, st.lists(VALUES, max_size=3)).map(lambda parts: "{" + ", ".join([parts[0], *parts[1]]) + "}")
PAYLOADS = OBJECTS | st.lists(OBJECTS, max_size=3).map(lambda objects: f"[{', '.join(objects)}]") | st.sampled_from(["", "{", "{}", "7"])
MESSAGES = st.tuples(
    st.sampled_from(["bysans/v1/air/air-1", "bysans/v1/air/air-1", "bysans/v1/bin/bin-1", "bysans/v1/air/nobody", "other"]),
    PAYLOADS.map(str.encode),
    st.sampled_from([{}, {}, {}, {"dup": True}, {"replay": True}, {"retained": True}]),
)


def effects(decoder: Decoder, duplicates: Duplicates, entries: Sequence[Entry], *, together: bool) -> Drained:
    batch = Batch(columns(entries))
    singly = (Decoded(number, entry, decoder.decode(entry, REGISTRY)) for number, entry in enumerate(entries))
    for part in decoder.decode_batch(batch.entries, REGISTRY) if together else singly:
        batch.add(part, duplicates)
    return batch.drained()


@given(st.lists(st.lists(MESSAGES, min_size=1, max_size=12), max_size=3))
def test_a_batch_read_together_has_every_effect_of_one_read_message_by_message(
    batches: list[list[tuple[str, bytes, dict[str, bool]]]],
) -> None:
    decoder, together, singly = Decoder(CATALOGUE, retention_ms=None), Duplicates(), Duplicates()
    position = 0
    for messages in batches:
        entries = []
        for topic, payload, flags in messages:
            entries.append(Entry(position, position + 1, NOW + position, topic, payload, **flags))
            position += 1
        assert effects(decoder, together, entries, together=True) == effects(decoder, singly, entries, together=False)
