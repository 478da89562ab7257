"""What watches the service asks for metrics that it truly has, and each alert is explained in the runbook."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard
from prometheus_client.parser import text_string_to_metric_families

from api.health.metric_list import METRICS
from tests.integration.service import BYSANS, Role
from tests.real_parts import http
from tests.real_parts.process import free_port, wait_until

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
WATCHING = ROOT / "config" / "watching"
DASHBOARD = json.loads((WATCHING / "grafana-dashboard.json").read_text("utf-8"))
RULES = [rule for group in yaml.safe_load((WATCHING / "alerts.yml").read_text("utf-8"))["groups"] for rule in group["rules"]]
QUERIES = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def promtool(*arguments: str | Path) -> str:
    done = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.real("promtool")
def test_prometheus_takes_our_configuration() -> None:
    promtool("check", "config", WATCHING / "prometheus.yml")


@pytest.mark.real("promtool")
def test_each_rule_fires_when_it_should_and_not_when_all_is_well() -> None:
    promtool("test", "rules", HERE / "alerts_test.yml")


def test_each_rule_is_tried_both_ways() -> None:
    tests = yaml.safe_load((HERE / "alerts_test.yml").read_text("utf-8"))["tests"]
    tried = [expected for test in tests for expected in test["alert_rule_test"]]
    names = {rule["alert"] for rule in RULES}
    assert {expected["alertname"] for expected in tried if expected.get("exp_alerts")} == names
    assert {expected["alertname"] for expected in tests[0]["alert_rule_test"]} == names, "all is well"


@pytest.mark.real("promtool")
def test_each_query_of_the_dashboard_is_one(tmp_path: Path) -> None:
    rules = [{"record": f"panel:{number}", "expr": query} for number, query in enumerate(QUERIES)]
    file = tmp_path / "queries.yml"
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
    promtool("check", "rules", file)


def test_the_dashboard_is_one_that_grafana_knows_whole() -> None:
    plugins.register_default_plugins()
    read = json.loads(JSONEncoder(sort_keys=False).encode(Dashboard.from_json(DASHBOARD)))
    assert list(_lost(DASHBOARD, read)) == []
    assert list(_lost({"pannels": []}, json.loads(JSONEncoder(sort_keys=False).encode(Dashboard.from_json({"pannels": []}))))) == [
        "/pannels"
    ]
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def _lost(written: Any, read: Any, path: str = "") -> Iterator[str]:
    """Yield the places of what Grafana's schema does not know or knows otherwise."""
    if isinstance(written, dict):
        for key, value in written.items():
            yield from _lost(value, read.get(key), f"{path}/{key}") if key in read else [f"{path}/{key}"]
    elif isinstance(written, list):
        for number, value in enumerate(written):
            yield from _lost(value, read[number], f"{path}/{number}")
    elif written != read:
        yield path


@pytest.mark.parametrize("query", [*(rule["expr"] for rule in RULES), *QUERIES])
def test_a_query_names_only_metrics_that_the_service_has(query: str) -> None:
    named = set(re.findall(r"bysans_\w+", query.replace("bysans_(stored|duplicate|quarantined|ignored)_total", "bysans_stored_total")))
    assert named <= {metric.full_name for metric in METRICS}


def test_the_runbook_says_what_each_alert_means_and_no_others() -> None:
    explained = re.findall(r"^\*\*(Bysans\w+)\*\*", (ROOT / "docs" / "operations.md").read_text("utf-8"), re.MULTILINE)
    assert explained == [rule["alert"] for rule in RULES]


def test_a_running_service_has_each_metric_of_the_page_and_no_other(tmp_path: Path) -> None:
    address, mqtt = f"http://127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    run = Role(
        tmp_path, str(BYSANS), "run", "--data-dir", str(tmp_path / "data"), "--http", address.removeprefix("http://"), "--mqtt", mqtt
    )
    listed = {(metric.full_name, metric.kind, metric.labels) for metric in METRICS if metric.name != "backup_age_seconds"}  # none was made
    with run:
        wait_until(lambda: run.said("Bysans is running"), "the service runs")
        wait_until(lambda: "bysans_lag_s" in http.get(f"{address}/metrics").text, "both roles have spoken")
        families = list(text_string_to_metric_families(http.get(f"{address}/metrics").text))
    given = {
        (sample.name, family.type, tuple(sorted(sample.labels, key=("role", "part").index)))
        for family in families
        for sample in family.samples
        if not sample.name.endswith("_created")
    }
    assert given == listed
