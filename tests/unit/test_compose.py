"""What docker-compose.yml and the Dockerfile promise: no secret by default, nobody is root, all is watched and kept."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.broker.embedded import broker_url
from config.settings import load

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
STACK: dict[str, Any] = yaml.safe_load(COMPOSE)
SERVICES: dict[str, dict[str, Any]] = STACK["services"]
ROLES = ("ingest", "watch", "api")
DOCKERFILE = (ROOT / "Dockerfile").read_text()

each_service = pytest.mark.parametrize("name", SERVICES)
# `tokens` runs once and ends.
each_running = pytest.mark.parametrize("name", [name for name in SERVICES if name != "tokens"])
each_role = pytest.mark.parametrize("name", ROLES)


def settings_of(path: Path) -> dict[str, str]:
    lines = (line.partition(" ") for line in path.read_text().splitlines() if line and not line.startswith("#"))
    return {key: value for key, _, value in lines}


def test_there_is_a_service_for_each_role_and_each_part() -> None:
    assert set(SERVICES) == {*ROLES, "backup", "mosquitto", "influxdb", "tokens"}


def test_secrets_are_files_and_their_place_has_no_default() -> None:
    assert all(secret["file"].startswith("${SECRETS_DIR:?") for secret in STACK["secrets"].values())


@each_service
def test_no_secret_stands_in_the_environment(name: str) -> None:
    for key, value in SERVICES[name].get("environment", {}).items():
        if re.search("PASSWORD|TOKEN|SECRET", key):
            assert key.endswith("_FILE")
            # What only some need names a file of theirs, or nothing.
            own = SERVICES[name].get("secrets", [])
            assert value.removeprefix("/run/secrets/") in own or value in ("${SMTP_PASSWORD_FILE:-}", "/run/tokens/token")


@each_running
def test_its_health_is_checked_without_a_shell(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


@each_running
def test_it_starts_again_by_itself(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"


@each_service
def test_it_has_no_privileges(name: str) -> None:
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]
    if name not in (*ROLES, "backup", "tokens"):  # ours say so in the image
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", SERVICES[name]["user"])


@each_service
def test_its_memory_its_processes_and_its_log_are_bounded(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"[1-9]g", service["mem_limit"])
    assert 0 < service["pids_limit"] <= 512
    assert service["logging"]["driver"] == "local"
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}


@each_service
def test_what_it_publishes_is_on_loopback_until_someone_decides_otherwise(name: str) -> None:
    assert all(re.match(r"\$\{PUBLISH_\w+:-127\.0\.0\.1:\d+\}:\d+$", port) for port in SERVICES[name].get("ports", []))


@each_running
def test_its_data_is_in_a_named_volume(name: str) -> None:
    volumes = [volume.split(":")[0] for volume in SERVICES[name]["volumes"]]
    assert {volume for volume in volumes if not volume.startswith("./config/")} & set(STACK["volumes"])


@each_role
def test_a_roles_settings_are_ones_the_service_knows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in SERVICES[name]["environment"].items():
        monkeypatch.setenv(key, re.sub(r"\$\{\w+:-(.*)\}", r"\1", value))
    settings = load(None)
    assert settings.mqtt.url == "mqtt://mosquitto:1884"
    assert settings.mqtt.devices_url == "mqtt://mosquitto:1883"
    assert settings.readings.url == "http://influxdb:8086"
    assert settings.data_dir == Path("/var/lib/bysans")
    assert settings.readings.token_file == Path("/run/tokens/token")


def test_the_proxy_can_be_named_and_every_other_setting_given(monkeypatch: pytest.MonkeyPatch) -> None:
    example = re.search(r"^# TRUSTED_PROXIES=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert example is not None
    variable = SERVICES["api"]["environment"]["BYSANS_HTTP__TRUSTED_PROXIES"]
    monkeypatch.setenv("BYSANS_HTTP__TRUSTED_PROXIES", variable.replace("${TRUSTED_PROXIES:-}", example[1]))
    assert load(None).http.trusted_proxies == ("172.18.0.1",)
    assert all(SERVICES[name]["env_file"] == [{"path": "bysans.env", "required": False}] for name in ROLES)


@each_role
def test_a_role_is_asked_for_its_own_heartbeat(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"] == ["CMD", "bysans", "health", name]


def test_each_role_holds_only_the_secrets_it_needs() -> None:
    assert {name: SERVICES[name].get("secrets", []) for name in (*ROLES, "tokens")} == {
        "ingest": ["mqtt_password"],
        "watch": [],
        "api": ["mqtt_api_password"],
        "tokens": ["influxdb_token"],
    }
    users = {name: SERVICES[name]["environment"].get("BYSANS_MQTT__USERNAME") for name in ROLES}
    assert users == {"ingest": "bysans", "watch": None, "api": "bysans-api"}


def test_each_role_reads_its_own_token_which_another_container_made() -> None:
    for name in ROLES:
        assert [volume for volume in SERVICES[name]["volumes"] if volume.startswith("tokens-")] == [f"tokens-{name}:/run/tokens:ro"]
        assert f"tokens-{name}:/run/tokens/{name}" in SERVICES["tokens"]["volumes"]
        assert SERVICES[name]["depends_on"] == {"tokens": {"condition": "service_completed_successfully"}}
        assert f"/run/tokens/{name}" in DOCKERFILE  # whose owner a new volume takes over
    assert SERVICES["tokens"]["environment"]["BYSANS_READINGS__TOKEN_FILE"] == "/run/secrets/influxdb_token"
    assert SERVICES["tokens"]["restart"] == "on-failure"


def test_a_backup_has_a_volume_of_its_own() -> None:
    assert "bysans-backups:/var/backups/bysans" in SERVICES["ingest"]["volumes"]
    assert "/var/backups/bysans" in DOCKERFILE
    assert "docker compose exec ingest bysans backup /var/backups/bysans/" in (ROOT / "docs" / "operations.md").read_text()


def test_backups_are_made_by_a_container_of_their_own_which_reads_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    backup = SERVICES["backup"]
    assert backup["command"] == ["backup", "--scheduled"]
    assert {"bysans-data:/var/lib/bysans", "bysans-backups:/var/backups/bysans", "tokens-watch:/run/tokens:ro"} <= set(backup["volumes"])
    assert "secrets" not in backup
    for key, value in backup["environment"].items():
        monkeypatch.setenv(key, re.sub(r"\$\{\w+:-(.*)\}", r"\1", value))
    assert load(None).backup.to == "/var/backups/bysans"
    assert DOCKERFILE.count("--extra postgresql --extra s3 --extra archive") == 2


def test_a_restore_finds_an_empty_data_folder_in_a_new_volume() -> None:
    assert "--no-create-home" in DOCKERFILE  # else the home begins with the files of /etc/skel
    assert re.search(r"install -d -o 10001 -g 10001 -m 700 /var/lib/bysans ", DOCKERFILE)


def test_the_roles_share_one_state() -> None:
    assert all("bysans-data:/var/lib/bysans" in SERVICES[name]["volumes"] for name in ROLES)


def test_only_the_role_that_tells_people_sees_the_secrets_of_that() -> None:
    assert [name for name in ROLES if any(":/run/alerts:ro" in volume for volume in SERVICES[name]["volumes"])] == ["watch"]


def test_influxdb_is_set_up_with_the_bucket_that_the_roles_use() -> None:
    setup, role = SERVICES["influxdb"]["environment"], SERVICES["tokens"]["environment"]
    assert setup["DOCKER_INFLUXDB_INIT_MODE"] == "setup"
    assert setup["DOCKER_INFLUXDB_INIT_ORG"] == role["BYSANS_READINGS__ORG"]
    assert setup["DOCKER_INFLUXDB_INIT_BUCKET"] == role["BYSANS_READINGS__BUCKET"]
    assert setup["DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE"] == role["BYSANS_READINGS__TOKEN_FILE"]
    assert SERVICES["influxdb"]["image"] == "influxdb:2.8.0"


def test_the_broker_is_new_enough_to_remember_what_it_should() -> None:
    release = SERVICES["mosquitto"]["image"].removeprefix("eclipse-mosquitto:")
    assert tuple(map(int, release.split("."))) >= (2, 0, 18)


def test_the_broker_keeps_everything_and_lets_nobody_in_without_a_password() -> None:
    settings = settings_of(ROOT / "config" / "mosquitto.conf")
    assert settings["persistence"] == "true"
    assert f"mosquitto-data:{settings['persistence_location'].rstrip('/')}" in SERVICES["mosquitto"]["volumes"]
    assert settings["max_queued_messages"] == settings["max_queued_bytes"] == "0"
    assert settings["allow_anonymous"] == "false"


def test_what_devices_reach_sets_their_client_ids_and_the_services_listener_is_not_published() -> None:
    listeners = re.split(r"^listener ", (ROOT / "config" / "mosquitto.conf").read_text(), flags=re.MULTILINE)[1:]
    by_user_name = {listener.split()[0]: "\nuse_username_as_clientid true\n" in listener for listener in listeners}
    assert by_user_name == {"1884": False, "1883": True}
    assert "\nuse_username_as_clientid true\n" in (ROOT / "config" / "mosquitto-tls.conf").read_text()
    assert [port.rpartition(":")[2] for port in SERVICES["mosquitto"]["ports"]] == ["1883", "8883"]


def test_every_variable_is_explained_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text()
    assert all(re.search(rf"^(# )?{name}=", example, re.MULTILINE) for name in re.findall(r"\$\{(\w+)", COMPOSE))


def test_every_secret_is_made_by_the_examples_commands() -> None:
    example = (ROOT / ".env.example").read_text()
    assert all(name in example for name in STACK["secrets"])


@pytest.mark.parametrize("umask", ["022", "077"])
def test_secrets_are_readable_for_the_containers_users_whatever_the_umask_and_closed_to_others(tmp_path: Path, umask: str) -> None:
    example = (ROOT / ".env.example").read_text()
    commands = "\n".join(line.removeprefix("#   ") for line in example.splitlines() if line.startswith("#   "))
    subprocess.run(["sh", "-euc", f"umask {umask}\n{commands}"], cwd=tmp_path, check=True, timeout=60)
    made = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "secrets").iterdir()}
    assert made == {**dict.fromkeys(STACK["secrets"], 0o644), "alerts": 0o755, "tls": 0o755, "backup": 0o755}
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_the_image_runs_as_nobody_in_particular() -> None:
    last_stage = DOCKERFILE.rpartition("FROM ")[2]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last_stage, re.MULTILINE)
    assert 'ENTRYPOINT ["bysans"]' in last_stage
    assert "HEALTHCHECK" in last_stage
    assert 'CMD ["bysans", "health"]' in last_stage


def test_the_image_holds_exactly_what_the_lock_names() -> None:
    syncs = [line for line in DOCKERFILE.splitlines() if "uv sync" in line]
    assert syncs
    assert all("--locked --no-dev" in line for line in syncs)


def test_the_builder_gets_every_room_and_nothing_private() -> None:
    rooms = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    ignored, *lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert ignored == "*"
    assert let_in == {*rooms, "pyproject.toml", "uv.lock", "README.md", "LICENSE"}


NATS: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.nats.yml").read_text())["services"]


def test_with_nats_the_embedded_broker_takes_mosquittos_place(monkeypatch: pytest.MonkeyPatch) -> None:
    assert NATS["mosquitto"] == {"profiles": ["mosquitto"]}
    for name in ("broker", "ingest", "api"):
        for key, value in {**SERVICES.get(name, {}).get("environment", {}), **NATS[name]["environment"]}.items():
            monkeypatch.setenv(key, re.sub(r"\$\{\w+:-(.*)\}", r"\1", value))
        settings = load(None)
        assert (settings.mqtt.url, broker_url(settings)) == ("embedded", "mqtt://broker:1883")
        assert settings.broker.needs_passwords
        assert "bysans-data:/var/lib/bysans" in NATS[name].get("volumes", []) + SERVICES.get(name, {}).get("volumes", [])


def test_the_broker_in_a_container_may_do_no_more_than_the_roles() -> None:
    broker, role = NATS["broker"], SERVICES["ingest"]
    for key in ("read_only", "tmpfs", "cap_drop", "security_opt", "mem_limit", "pids_limit", "restart", "stop_grace_period", "logging"):
        assert broker[key] == role[key], key
    assert broker["healthcheck"]["test"] == ["CMD", "bysans", "health", "broker"]
    assert all(re.match(r"\$\{PUBLISH_\w+:-127\.0\.0\.1:\d+\}:\d+$", port) for port in broker["ports"])


CLUSTER: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.nats-cluster.yml").read_text())
NODES = {"broker": "broker-1", "broker-2": "broker-2", "broker-3": "broker-3"}


@pytest.mark.parametrize("name", NODES)
def test_each_node_of_a_cluster_has_its_own_name_and_all_reach_each_other(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    node = CLUSTER["services"][name]
    for key, value in node["environment"].items():
        monkeypatch.setenv(key, re.sub(r"\$\{\w+:-(.*)\}", r"\1", value))
    broker = load(None).broker
    assert broker.node == NODES[name]
    assert broker.cluster == tuple(f"{address}:6222" for address in NODES.values())
    assert broker.needs_passwords
    assert {name, *node["networks"]["default"]["aliases"]} == {name, NODES[name], "broker"}


@pytest.mark.parametrize("name", ["broker-2", "broker-3"])
def test_a_further_node_is_run_as_the_first_but_for_its_port(name: str) -> None:
    node, first = CLUSTER["services"][name], NATS["broker"]
    own = {"environment", "networks", "ports", "secrets"}
    assert {key: value for key, value in node.items() if key not in own} == {key: value for key, value in first.items() if key not in own}
    assert node["secrets"] == CLUSTER["services"]["broker"]["secrets"] == ["mqtt_devices", "mqtt_cluster_password"]
    assert re.fullmatch(r"\$\{PUBLISH_MQTT_\d:-127\.0\.0\.1:188[45]\}:1883", node["ports"][0])
    assert CLUSTER["secrets"]["mqtt_cluster_password"]["file"].startswith("${SECRETS_DIR:?")


POSTGRESQL: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.postgresql.yml").read_text())


@each_role
def test_with_postgresql_one_server_holds_state_and_readings(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "postgresql_password"
    secret.write_text("s/e:c@ret\n")
    for key, value in {**SERVICES[name]["environment"], **POSTGRESQL["services"][name]["environment"]}.items():
        monkeypatch.setenv(key, re.sub(r"\$\{\w+:-(.*)\}", r"\1", value).replace("/run/secrets/postgresql_password", str(secret)))
    settings = load(None)
    assert settings.readings.url == "postgresql://bysans@postgresql/bysans"
    assert settings.readings.token_file == secret
    assert settings.state_url == "postgresql+psycopg://bysans:s%2Fe%3Ac%40ret@postgresql/bysans"


def test_with_postgresql_nothing_waits_for_influxdb_and_no_secret_has_a_default() -> None:
    services = POSTGRESQL["services"]
    assert services["influxdb"] == {"profiles": ["influxdb"]}
    assert services["tokens"]["depends_on"]["influxdb"]["required"] is False
    assert services["postgresql"]["cap_drop"] == ["ALL"]
    assert "ports" not in services["postgresql"]
    assert POSTGRESQL["secrets"]["postgresql_password"]["file"].startswith("${SECRETS_DIR:?")
