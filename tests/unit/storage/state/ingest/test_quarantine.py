"""Quarantine keeps what could not be used, within bounds, and the same however often it is told."""

from sqlalchemy import Connection

from storage.state.engine import State
from storage.state.ingest import quarantine
from storage.state.ingest.quarantine import Quarantined


def row(name: str, received_at: int = 0, device: str | None = "a1", reason: str = "schema", payload: bytes = b"{}") -> Quarantined:
    return Quarantined(
        id=name,
        reason=reason,
        detail="pm25: 'x' is not a number",
        topic="bysans/v1/air/a1",
        received_at=received_at,
        payload=payload,
        device=device,
    )


def names(connection: Connection) -> list[str]:
    return [kept.id for kept in quarantine.page(connection)]


def test_telling_the_same_twice_keeps_one(state: State) -> None:
    with state.begin() as connection:
        for _ in range(2):
            assert quarantine.keep(connection, [row("1"), row("2")], max_per_device=10) == {}
        assert names(connection) == ["2", "1"]
        assert quarantine.get(connection, "1") == row("1")


def test_beyond_a_devices_quota_a_sample_is_kept_and_the_rest_counted(state: State) -> None:
    rows = [row(f"{n}") for n in range(1000)]
    with state.begin() as connection:
        dropped = quarantine.keep(connection, rows, max_per_device=10)
        kept = len(quarantine.page(connection, limit=1000))
        assert dropped == {"schema": 1000 - kept}
        assert 10 < kept < 40
        assert quarantine.keep(connection, [row("other", device="b1"), row("nobody", device=None)], max_per_device=10) == {}


def test_pages_go_from_the_newest_back_and_can_be_filtered(state: State) -> None:
    with state.begin() as connection:
        rows = [row("1", 5), row("2", 5), row("3", 9), row("4", 7, device="b1"), row("5", 1, reason="not_json")]
        quarantine.keep(connection, rows, max_per_device=10)
        first = quarantine.page(connection, limit=3)
        assert [r.id for r in first] == ["3", "4", "2"]
        rest = quarantine.page(connection, before=(first[-1].received_at, first[-1].id))
        assert [r.id for r in rest] == ["1", "5"]
        assert [r.id for r in quarantine.page(connection, devices=["b1"])] == ["4"]
        assert [r.id for r in quarantine.page(connection, reason="not_json")] == ["5"]
        assert quarantine.ids_of_devices(connection, ["a1"], ["schema"]) == ["1", "2", "3"]


def test_old_rows_go_first_and_then_the_oldest_beyond_the_size(state: State) -> None:
    with state.begin() as connection:
        rows = [row("old", 1, reason="not_json"), *(row(f"{n}", 10 + n, payload=b"x" * 100) for n in range(5))]
        quarantine.keep(connection, rows, max_per_device=10)
        assert quarantine.expire(connection, before=5, max_bytes=300) == {"not_json": 1, "schema": 2}
        assert names(connection) == ["4", "3", "2"]


def test_a_removed_row_is_gone(state: State) -> None:
    with state.begin() as connection:
        quarantine.keep(connection, [row("1")], max_per_device=10)
        assert quarantine.remove(connection, ["1"]) == 1
        assert quarantine.remove(connection, ["1"]) == 0


def test_reasons_are_counted_among_the_newest_most_frequent_first(state: State) -> None:
    rows = [row("1", 1, reason="not_json"), row("2", 2), row("3", 3, reason="unknown_unit"), row("4", 4)]
    with state.begin() as connection:
        quarantine.keep(connection, rows, max_per_device=10)
        assert list(quarantine.count_by_reason(connection, limit=3).items()) == [("schema", 2), ("unknown_unit", 1)]
        assert quarantine.count_by_reason(connection, limit=100)["not_json"] == 1


def test_rows_are_followed_in_the_order_in_which_they_came_and_a_batch_is_not_cut(state: State) -> None:
    with state.begin() as connection:
        quarantine.keep(connection, [row("new", received_at=9)], max_per_device=10)
        first = quarantine.current_seq(connection)
        quarantine.keep(connection, [row("b", received_at=2), row("a", received_at=1)], max_per_device=10)
        assert [kept.id for _, kept in quarantine.kept_since(connection, 0, limit=2)] == ["new", "a", "b"]
        assert quarantine.kept_since(connection, first) == [(first + 1, row("a", received_at=1)), (first + 1, row("b", received_at=2))]
        assert quarantine.kept_since(connection, quarantine.current_seq(connection)) == []
