"""A person's groups are found where the provider writes them, and give the roles that the settings say."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.oidc.claims import identity, roles_of, values_at
from api.web.oidc.provider_answer import ProviderRefusesError
from api.web.oidc.seal import opened, sealed
from config.sections.sign_in_settings import Provider

# As Ansattporten says whom a person acts for (Rich Authorization Requests, RFC 9396).
ALTINN = {
    "authorization_details": [
        {
            "type": "ansattporten:altinn:resource",
            "resource": "urn:altinn:resource:bysans",
            "authorized_parties": [{"orgno": {"ID": "0192:123"}}],
        }
    ]
}


def provider(**changed: Any) -> Provider:
    return Provider(
        **{"name": "n", "issuer": "https://i.example", "client_id": "c", "roles": {"it": ["drift"], "leader": ["a", "b"]}, **changed}
    )


@pytest.mark.parametrize(
    ("claims", "path", "values"),
    [
        ({"groups": ["a", "b", 7, None]}, "groups", ["a", "b"]),
        ({"groups": "a"}, "groups", ["a"]),
        ({}, "groups", []),
        ({"https://x.example/roles": ["a"]}, "https://x.example/roles", ["a"]),
        (ALTINN, "authorization_details.resource", ["urn:altinn:resource:bysans"]),
        (ALTINN, "authorization_details.authorized_parties.orgno.ID", ["0192:123"]),
        ({"a": {"b": "c"}}, "a.b.c", []),
    ],
)
def test_texts_are_found_in_objects_and_lists(claims: dict[str, Any], path: str, values: list[str]) -> None:
    assert values_at(claims, path) == values


@given(st.recursive(st.none() | st.text(max_size=3), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("abc"), inner)))
def test_whatever_the_claim_holds_there_are_only_texts(value: object) -> None:
    assert all(isinstance(text, str) for text in values_at({"a": value}, "a.b"))


def test_groups_give_roles_and_others_none() -> None:
    assert roles_of(provider(), {"groups": ["b", "drift", "x"]}) == ("it", "leader")
    assert roles_of(provider(), {"groups": ["x"]}) == ()


def test_who_has_no_role_is_refused_and_an_overage_is_named() -> None:
    with pytest.raises(ProviderRefusesError, match="has a role here$") as refused:
        identity("p", provider(), {"sub": "1", "groups": ["x"]}, None)
    assert refused.value.code == "no_role"
    with pytest.raises(ProviderRefusesError, match="too many for the token"):
        identity("p", provider(), {"sub": "1", "_claim_names": {"groups": "src1"}}, None)


def test_a_claim_that_must_hold_keeps_the_others_out() -> None:
    town = provider(groups_claim="authorization_details.resource", roles={"it": ["urn:altinn:resource:bysans"]})
    ours = town.model_copy(update={"require": {"authorization_details.authorized_parties.orgno.ID": ("0192:123",)}})
    theirs = town.model_copy(update={"require": {"authorization_details.authorized_parties.orgno.ID": ("0192:456",)}})
    assert identity("p", ours, {"sub": "1", **ALTINN}, None).roles == ("it",)
    with pytest.raises(ProviderRefusesError, match=r"authorization_details\.authorized_parties"):
        identity("p", theirs, {"sub": "1", **ALTINN}, None)


def test_tokens_are_opened_by_their_cookie_alone() -> None:
    text = sealed("cookie", {"refresh_token": "s3cret"})
    assert "s3cret" not in text
    assert opened("cookie", text) == {"refresh_token": "s3cret"}
    assert opened("another", text) == opened("cookie", "nonsense") == opened("cookie", None) == {}
