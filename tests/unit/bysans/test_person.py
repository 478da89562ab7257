"""The log of changes names who typed a command: whoever the system knows, not what somebody calls themselves."""

import os
import pwd
from types import SimpleNamespace

import pytest

from bysans.person import person


@pytest.fixture(autouse=True)
def without_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_USER", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", lambda _: SimpleNamespace(pw_name="bysans"))


def test_a_name_in_the_environment_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "ola")
    assert person() == "bysans, on the command line"


def test_who_became_the_services_user_is_named_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "kari")
    assert person() == "kari as bysans, on the command line"


def test_a_user_without_a_name_is_known_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless(_: int) -> None:
        raise KeyError("uid not found")

    monkeypatch.setattr(pwd, "getpwuid", nameless)
    assert person() == f"user {os.getuid()}, on the command line"


def test_a_long_name_is_cut_to_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "k" * 99)
    assert person() == "k" * 64
