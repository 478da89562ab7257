"""A service that is backed up and drilled under load comes back elsewhere with everything that the ledger says was sent."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.integration.service import BYSANS, Service, bysans
from tests.real_parts.embedded_broker import EmbeddedBroker
from tests.real_parts.process import wait_until

pytestmark = pytest.mark.faults  # half a minute, and nothing in it that the stores' own tests leave open


def test_what_was_sent_during_a_drill_is_found_by_verify_after_a_restore_elsewhere(tmp_path: Path) -> None:
    ledger, key = tmp_path / "ledger", tmp_path / "key"
    with EmbeddedBroker(tmp_path / "broker") as broker:
        settings = {"mqtt": {"url": broker.url, "protocol": "3.1.1"}, "backup": {"to": str(tmp_path / "kept")}}
        with Service(tmp_path / "here", settings) as service:
            config = ("--config", str(service.config))
            key.write_text(service.key)
            town = [
                str(BYSANS),
                "simulate",
                "load",
                "--rate",
                "20",
                "--seconds",
                "10",
                "--seed",
                "5",
                "--mqtt",
                broker.url,
                "--api",
                service.address,
            ]
            town += ["--key-file", str(key), "--ledger", str(ledger), "--protocol", "3.1.1"]
            with (tmp_path / "town.log").open("wb") as log, subprocess.Popen(town, stderr=log) as sending:
                wait_until(lambda: service.counts()["stored"] > 0 or sending.poll() is not None, "the town sends")
                assert sending.poll() is None, (tmp_path / "town.log").read_text()
                drilled = bysans("drill", *config, "--json")
                assert sending.wait(200) == 0, (tmp_path / "town.log").read_text()
            assert json.loads(drilled.stdout)["different"] == []
            wait_until(lambda: service.counts()["pending"] == 0, "all was drained")
            assert bysans("backup", *config).returncode == 0
        restored = bysans("restore", "latest", *config, "--data-dir", str(tmp_path / "there" / "data"))
        assert restored.returncode == 0, restored.stderr
        with Service(tmp_path / "there", settings) as there:
            key.write_text(there.key)
            compared = bysans("verify", str(ledger), "--api", there.address, "--key-file", str(key), "--json")
    verdict = json.loads(compared.stdout)
    assert (compared.returncode, verdict["good"], verdict["missing"], verdict["doubled"]) == (0, True, 0, 0)
    assert verdict["stored"] > 20
