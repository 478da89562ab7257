"""A role gives the scopes that a person needs for their work, and no more."""

import pytest

from domain.access.person import name_of, person_id
from domain.access.role import ROLES, Role, scopes_of
from domain.access.scope import SCOPES, covers


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        ("waste_office", {"pickups", "alerts"}),
        ("environment", {"devices", "thresholds", "alerts"}),
        ("it", {"devices", "ingest"}),
        ("leader", set()),
        ("admin", {"admin"}),
    ],
)
def test_each_role_has_its_scopes(role: Role, scopes: set[str]) -> None:
    assert set(scopes_of([role], {})) == scopes


def test_two_roles_have_the_scopes_of_both_and_the_settings_replace_those_of_one() -> None:
    assert scopes_of(["it", "waste_office"], {}) == ("devices", "alerts", "pickups", "ingest")
    assert scopes_of(["it", "leader"], {"it": ("ingest",), "leader": ("alerts",)}) == ("alerts", "ingest")


def test_admin_covers_every_scope_and_nobody_else_does() -> None:
    assert all(covers(("admin",), scope) for scope in SCOPES)
    assert not any(covers(scopes_of([role], {}), "admin") for role in ROLES if role != "admin")


def test_a_person_is_known_by_issuer_and_subject_together() -> None:
    assert person_id("https://a.example", "1") != person_id("https://b.example", "1")
    assert len(person_id("https://a.example", "1")) == 16


@pytest.mark.parametrize(
    ("candidates", "name"),
    [([None, "Kari"], "Kari"), (["", "  "], "?"), (["a\nb", "kari@x.no"], "kari@x.no"), (["\u202eirak"], "?"), (["x" * 90], "x" * 64)],
)
def test_a_name_is_one_visible_line_of_at_most_64_characters(candidates: list[object], name: str) -> None:
    assert name_of(candidates) == name
