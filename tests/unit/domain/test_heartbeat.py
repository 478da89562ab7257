"""Of several ingest processes each is expected to speak, until it was taken out of service."""

from domain.duration import DAY
from domain.heartbeat import described, expected_roles, ingest_role, kind_of, log_of

NOW = 1_760_000_000_000


def test_an_ingest_is_expected_before_any_has_spoken() -> None:
    assert expected_roles({}) == ["ingest", "watch"]
    assert expected_roles({"watch": NOW, "watch-standby": NOW}) == ["ingest", "watch"]


def test_each_ingest_is_expected_although_one_is_silent() -> None:
    assert expected_roles({"ingest-south": NOW, "ingest-north": NOW - DAY + 1}) == ["ingest-north", "ingest-south", "watch"]
    assert expected_roles({"ingest": NOW - 100 * DAY}) == ["ingest", "watch"], "nobody took its place"


def test_one_that_was_silent_for_a_day_while_another_spoke_was_taken_out_of_service() -> None:
    assert expected_roles({"ingest": NOW - DAY, "ingest-north": NOW}) == ["ingest-north", "watch"]


def test_a_role_tells_its_kind_and_its_log() -> None:
    assert [(kind_of(role), log_of(role)) for role in ("ingest", ingest_role("north"), "watch", "watch-standby")] == [
        ("ingest", ""),
        ("ingest", "north"),
        ("watch", ""),
        ("watch-standby", ""),
    ]
    assert described("ingest") == "`bysans ingest`"
    assert described("ingest-north") == "`bysans ingest` with log.name north"
