"""The environment's variables make the same tree as the file's tables."""

import pytest

from config.sections.environment import merged, read_environment, unknown_variables, variables_of

SECTIONS = ("http", "mqtt", "data_dir")


def test_each_variable_is_a_setting_at_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYSANS_HTTP__LISTEN", "[::1]:8000")
    monkeypatch.setenv("BYSANS_MQTT__TOPICS", '["a/#", "b/#"]')
    monkeypatch.setenv("BYSANS_DATA_DIR", "/data")
    assert read_environment(SECTIONS) == {"http": {"listen": "[::1]:8000"}, "mqtt": {"topics": ["a/#", "b/#"]}, "data_dir": "/data"}


def test_a_single_setting_wins_over_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYSANS_HTTP__LISTEN", ":1")
    monkeypatch.setenv("BYSANS_HTTP", '{"listen": ":2", "public": []}')
    assert read_environment(SECTIONS) == {"http": {"listen": ":1", "public": []}}


def test_an_empty_variable_sets_nothing_and_that_of_others_is_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYSANS_HTTP__LISTEN", "")
    monkeypatch.setenv("BYSANS_MQQT__URL", "mqtt://x")
    monkeypatch.setenv("HTTP__LISTEN", ":1")
    assert read_environment(SECTIONS) == {}
    assert unknown_variables(SECTIONS) == ["BYSANS_MQQT__URL"]


def test_a_tables_variables_are_those_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYSANS_HTTP__LISTEN", ":1")
    monkeypatch.setenv("BYSANS_HTTPS", "1")
    assert variables_of(["http"]) == ["BYSANS_HTTP__LISTEN"]


def test_a_table_is_laid_over_another_key_by_key_and_anything_else_replaces() -> None:
    assert merged({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 9}, "d": {"e": 4}}) == {"a": {"b": 9, "c": 2}, "d": {"e": 4}}
