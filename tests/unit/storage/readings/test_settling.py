"""Whatever a server refuses, exactly that is handed back, and all the rest is written, the later value last."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reading import Reading
from storage.readings.influxdb_answer import PartlyWrittenError, TooLargeError, UnparsableError
from storage.readings.protocol import StoreAwayError
from storage.readings.settling import settle

RETENTION = (
    "dropped {n} points outside retention policy - … violates a Retention Policy Lower Bound at 1970-01-01T00:00:01.0005Z dropped={n}"
)
CONFLICT = 'field type conflict: input field "{field}" on measurement "readings" is type float, already exists as type integer dropped={n}'


class Server:
    """Answers posts as InfluxDB 2.7 was seen to; keeps what it wrote in the order it wrote."""

    def __init__(self, *, most_lines: int = 10_000, counts: bool = True) -> None:
        self.most_lines, self.counts = most_lines, counts
        self.written: list[str] = []
        self.posts = 0

    def post(self, lines: Sequence[str]) -> None:
        self.posts += 1
        if len(lines) > self.most_lines:
            raise TooLargeError("http: request body too large")
        unparsable = [line for line in lines if line.startswith("unparsable")]
        if unparsable:
            raise UnparsableError("\n".join(f"unable to parse '{line}': invalid number" for line in unparsable))
        conflicting = [line for line in lines if line.startswith("conflict")]
        old = [line for line in lines if line.startswith("old")]
        self.written += [line for line in lines if line.startswith("good")]
        if conflicting or old:
            n = len(conflicting) + len(old)
            message = CONFLICT.format(field="bad", n=n) if conflicting else RETENTION.format(n=n)
            raise PartlyWrittenError(message if self.counts else message.split(" dropped=")[0])


def entries(kinds: Sequence[str]) -> tuple[list[Reading], list[str]]:
    times = {"old": 1000, "good": 1001}
    readings = [Reading(f"d{n}", times.get(kind, 1001), {"bad" if kind == "conflict" else "fine": 1.0}) for n, kind in enumerate(kinds)]
    return readings, [f"{kind} {n}" for n, kind in enumerate(kinds)]


kinds = st.lists(st.sampled_from(["good", "good", "good", "unparsable", "conflict", "old"]), max_size=40)


@given(kinds=kinds, most_lines=st.integers(1, 50), counts=st.booleans())
def test_the_bad_are_refused_and_all_the_good_are_written(kinds: list[str], most_lines: int, counts: bool) -> None:
    server, batch = Server(most_lines=most_lines, counts=counts), entries(kinds)
    refused = settle(*batch, server.post)
    bad = {reading.device_id for reading, line in zip(*batch, strict=True) if not line.startswith("good")}
    assert sorted(refusal.reading.device_id for refusal in refused) == sorted(bad)
    good = [line for line in batch[1] if line.startswith("good")]
    assert set(server.written) == set(good)
    last_written = sorted(good, key=lambda line: len(server.written) - server.written[::-1].index(line))
    assert last_written == good, "of two values for one key the later must be the last written"


def test_a_good_batch_is_one_post() -> None:
    server = Server()
    assert settle(*entries(["good"] * 5000), server.post) == []
    assert server.posts == 1


def test_an_empty_batch_is_not_posted() -> None:
    server = Server()
    assert settle([], [], server.post) == []
    assert server.posts == 0


@pytest.mark.parametrize("kind", ["old", "conflict"])
def test_thousands_dropped_for_one_described_cause_cost_one_post(kind: str) -> None:
    server = Server()
    assert len(settle(*entries([kind, "good"] * 2500), server.post)) == 2500
    assert server.posts == 1


def test_a_batch_dropped_whole_costs_one_post_whatever_the_words() -> None:
    def post(lines: Sequence[str]) -> None:
        raise PartlyWrittenError(f"for a reason of its own dropped={len(lines)}")

    refused = settle(*entries(["good"] * 100), post)
    assert [refusal.detail for refusal in refused] == ["for a reason of its own dropped=100"] * 100


def test_one_unnamed_reading_among_thousands_is_found_by_halving() -> None:
    server = Server(counts=False)
    (refusal,) = settle(*entries(["good"] * 3000 + ["old"] + ["good"] * 1999), server.post)
    assert refusal.reading.device_id == "d3000"
    assert server.posts < 30


def test_a_bound_is_exact_to_the_millisecond() -> None:
    server = Server()
    (refusal,) = settle(*entries(["old", "good"]), server.post)
    assert refusal.reading.time == 1000


def test_a_line_the_server_quotes_otherwise_is_found_by_halving() -> None:
    def post(lines: Sequence[str]) -> None:
        if "good 2" in lines:
            raise UnparsableError("unable to parse 'go…': invalid number")

    (refusal,) = settle(*entries(["good"] * 5), post)
    assert refusal.reading.device_id == "d2"


def test_one_line_larger_than_the_server_takes_is_refused() -> None:
    def post(lines: Sequence[str]) -> None:
        if "good 1" in lines:
            raise TooLargeError("http: request body too large")

    (refusal,) = settle(*entries(["good"] * 3), post)
    assert refusal.reading.device_id == "d1"
    assert "larger than the server takes" in refusal.detail


def test_a_server_that_goes_away_on_the_way_is_away_for_the_whole_batch() -> None:
    def post(lines: Sequence[str]) -> None:
        if len(lines) > 1:
            raise TooLargeError("http: request body too large")
        raise StoreAwayError("gone")

    with pytest.raises(StoreAwayError):
        settle(*entries(["good"] * 4), post)
