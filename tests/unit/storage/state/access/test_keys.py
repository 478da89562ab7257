"""A key is shown once, kept as a hash, and ends when it is revoked or expires."""

import pytest
from sqlalchemy import select

from domain.access.scope import SCOPES
from storage.state.access import keys
from storage.state.engine import State
from storage.state.tables import access


def test_a_token_is_known_by_its_key(state: State) -> None:
    with state.begin() as connection:
        token = keys.create(connection, "gateway", ["ingest", "devices"], now=7)
        key = keys.verify(connection, token, now=1)
    assert key is not None
    assert (key.name, key.scopes, key.created_at) == ("gateway", ("devices", "ingest"), 7)
    assert key.may("ingest")
    assert not key.may("thresholds")


def test_admin_may_everything(state: State) -> None:
    with state.begin() as connection:
        key = keys.verify(connection, keys.create(connection, "root", ["admin"], now=0), now=0)
    assert key is not None
    assert all(key.may(scope) for scope in SCOPES)


def test_the_secret_is_not_kept(state: State) -> None:
    with state.begin() as connection:
        token = keys.create(connection, "k", ["ingest"], now=0)
        row = connection.execute(select(access.keys)).one()
    secret = token.split("_", 2)[2]
    assert len(secret) >= 43
    assert secret.encode() not in repr(tuple(row)).encode()


@pytest.mark.parametrize(
    "wrong", ["", "bys", "bys__", "bys_{id}_", "bys_{id}_x", "xyz_{id}_{secret}", "bys_0000_{secret}", "{secret}", "bys_{id}_\ud800"]
)
def test_a_wrong_token_is_no_key(state: State, wrong: str) -> None:
    with state.begin() as connection:
        _, key_id, secret = keys.create(connection, "k", ["ingest"], now=0).split("_", 2)
        assert keys.verify(connection, wrong.format(id=key_id, secret=secret), now=1) is None


def test_a_revoked_key_is_listed_and_no_longer_valid(state: State) -> None:
    with state.begin() as connection:
        token = keys.create(connection, "k", ["ingest"], now=1)
        (key,) = keys.all_keys(connection)
        assert keys.revoke(connection, key.id, now=9)
        assert not keys.revoke(connection, key.id, now=10)
        assert keys.verify(connection, token, now=1) is None
        assert [listed.revoked_at for listed in keys.all_keys(connection)] == [9]


@pytest.mark.parametrize(
    ("name", "scopes"), [("k", ["write"]), ("k", []), ("", ["ingest"]), ("k" * 65, ["ingest"]), ("k\u202ek", ["ingest"])]
)
def test_a_key_without_a_name_or_with_an_unknown_scope_is_refused(state: State, name: str, scopes: list[str]) -> None:
    with state.begin() as connection, pytest.raises(ValueError, match="scope|name"):
        keys.create(connection, name, scopes, now=0)


def test_a_key_that_was_proved_before_is_found_by_its_id_until_it_is_revoked(state: State) -> None:
    with state.begin() as connection:
        key = keys.verify(connection, keys.create(connection, "k", ["devices"], now=0), now=0)
        assert key is not None
        assert keys.valid(connection, key.id, now=1) == key
        keys.revoke(connection, key.id, now=1)
        assert keys.valid(connection, key.id, now=1) is None
        assert keys.valid(connection, "nobody", now=1) is None


def test_a_key_ends_at_its_expiry_and_not_a_millisecond_before(state: State) -> None:
    with state.begin() as connection:
        token = keys.create(connection, "k", ["ingest"], now=100, expires_at=200)
        key = keys.verify(connection, token, now=199)
        assert key is not None
        assert key.expires_at == 200
        assert keys.valid(connection, key.id, now=199) == key
        assert keys.verify(connection, token, now=200) is None
        assert keys.valid(connection, key.id, now=200) is None
        assert not keys.revoke(connection, key.id, now=200)


@pytest.mark.parametrize("expires_at", [99, 100, 253_402_300_800_000])
def test_a_key_does_not_expire_before_it_begins_or_after_the_calendar(state: State, expires_at: int) -> None:
    with state.begin() as connection, pytest.raises(ValueError, match="expires"):
        keys.create(connection, "k", ["ingest"], now=100, expires_at=expires_at)


def test_a_rotated_key_ends_after_the_overlap_or_at_its_own_end_if_that_is_earlier(state: State) -> None:
    with state.begin() as connection:
        tokens = [keys.create(connection, "k", ["alerts"], 0, expires_at=end, owner="IT") for end in (None, 50, 500)]
        for token, end in zip(tokens, (None, 60, 510), strict=True):
            successor = keys.rotate(connection, token.split("_")[1], 10, overlap_ms=100)
            assert successor is not None
            after = keys.verify(connection, successor, 10)
            assert after is not None
            assert (after.name, after.scopes, after.owner, after.expires_at) == ("k", ("alerts",), "IT", end)
        ends = [key.expires_at for key in keys.all_keys(connection) if key.replaced_by]
        assert sorted(filter(None, ends)) == [50, 110, 110]


def test_a_key_is_rotated_once_and_only_while_it_is_valid(state: State) -> None:
    with state.begin() as connection:
        key_id = keys.create(connection, "k", ["alerts"], 0).split("_")[1]
        assert keys.rotate(connection, "0", 1, overlap_ms=100) is None
        assert keys.rotate(connection, key_id, 1, overlap_ms=100) is not None
        with pytest.raises(ValueError, match="rotate that one"):
            keys.rotate(connection, key_id, 2, overlap_ms=100)
        assert keys.rotate(connection, key_id, 101, overlap_ms=100) is None
