"""The documents in docs/ are what the code says; regenerate them with `python -m api.write_documents`."""

import json
from typing import Any

import pytest

from api.health import metric_list
from api.write_documents import FOLDER, documents, text_of

CORE = {"devices", "latest", "readings", "thresholds", "alerts", "pickups", "sites", "bins", "triggers"}


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, Any]]:
    return documents()


@pytest.mark.parametrize("name", ["openapi.json", "asyncapi.json"])
def test_the_shipped_document_is_what_the_code_says(made: dict[str, dict[str, Any]], name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == text_of(made[name]), "run `python -m api.write_documents`"


def test_every_operation_is_told_with_its_stability_subject_and_problems(made: dict[str, dict[str, Any]]) -> None:
    openapi = made["openapi.json"]
    described = {tag["name"] for tag in openapi["tags"]}
    for methods in openapi["paths"].values():
        for operation in methods.values():
            stability, subject = operation["tags"]
            assert (stability == "core") == (subject in CORE)
            assert subject in described
            assert operation["description"]
            refused = operation["responses"]["4XX"]["content"]
            assert refused.keys() == ({"application/json", "text/xml"} if subject == "open311" else {"application/problem+json"})


def test_every_body_has_an_example(made: dict[str, dict[str, Any]]) -> None:
    openapi = made["openapi.json"]
    for methods in openapi["paths"].values():
        for operation in methods.values():
            if "requestBody" in operation:
                content = next(iter(operation["requestBody"]["content"].values()))
                schema = openapi["components"]["schemas"].get(content["schema"].get("$ref", "").rpartition("/")[2], {})
                assert content.get("examples") or schema["examples"]


def test_every_topic_is_told_with_an_example(made: dict[str, dict[str, Any]]) -> None:
    channels = made["asyncapi.json"]["channels"]
    assert {"bysans/v1/air/{device_id}", "bysans/v1/bin/{device_id}"} < {channel["address"] for channel in channels.values()}
    for channel in channels.values():
        assert channel["messages"]["reading"]["examples"]
    assert json.dumps(made["asyncapi.json"]).isascii() or "µg/m³" in json.dumps(channels, ensure_ascii=False)


def test_the_shipped_page_of_metrics_is_what_the_code_says() -> None:
    assert (FOLDER / "metrics.md").read_text(encoding="utf-8") == metric_list.page(), "run `python -m api.write_documents`"
