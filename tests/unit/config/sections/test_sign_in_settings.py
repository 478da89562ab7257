"""What is wrong in the settings of signing in is said, by its key."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.sections.sign_in_settings import Provider, SignIn

RIGHT: dict[str, Any] = {"name": "n", "issuer": "https://i.example/v2.0", "client_id": "c"}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"issuer": "http://i.example"}, "begins with https://"),
        ({"scopes": ["profile"]}, "must contain openid"),
        ({"roles": {"boss": ["g"]}}, "Input should be"),
        ({"roles": {"it": []}}, "at least 1"),
        ({"client_secret": "s"}, "Extra inputs"),
    ],
)
def test_a_wrong_provider_is_refused(wrong: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Provider(**{**RIGHT, **wrong})


def test_a_provider_on_loopback_need_not_have_https() -> None:
    assert Provider(**{**RIGHT, "issuer": "http://127.0.0.1:5000"}).issuer == "http://127.0.0.1:5000"


def test_somebody_can_sign_in() -> None:
    with pytest.raises(ValidationError, match="nobody could sign in"):
        SignIn(keys=False)
    assert SignIn(keys=False, providers={"work": RIGHT}).hours == 12


@pytest.mark.parametrize("name", ["", "Work", "a/b", "a" * 33])
def test_a_providers_id_can_stand_in_an_address(name: str) -> None:
    with pytest.raises(ValidationError):
        SignIn(providers={name: RIGHT})
