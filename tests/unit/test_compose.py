"""What docker-compose.yml and the Dockerfile promise: no secret by default, nobody is root, all is watched and kept."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import load

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
STACK: dict[str, Any] = yaml.safe_load(COMPOSE)
SERVICES: dict[str, dict[str, Any]] = STACK["services"]
ROLES = ("ingest", "watch", "api")
DOCKERFILE = (ROOT / "Dockerfile").read_text()

each_service = pytest.mark.parametrize("name", SERVICES)
each_role = pytest.mark.parametrize("name", ROLES)


def settings_of(path: Path) -> dict[str, str]:
    lines = (line.partition(" ") for line in path.read_text().splitlines() if line and not line.startswith("#"))
    return {key: value for key, _, value in lines}


def test_there_is_a_service_for_each_role_and_each_part() -> None:
    assert set(SERVICES) == {*ROLES, "mosquitto", "influxdb"}


def test_secrets_are_files_and_their_place_has_no_default() -> None:
    assert all(secret["file"].startswith("${SECRETS_DIR:?") for secret in STACK["secrets"].values())


@each_service
def test_no_secret_stands_in_the_environment(name: str) -> None:
    for key, value in SERVICES[name].get("environment", {}).items():
        if re.search("PASSWORD|TOKEN|SECRET", key):
            assert key.endswith("_FILE")
            # What only some need names a file of theirs, or nothing.
            assert value.removeprefix("/run/secrets/") in SERVICES[name]["secrets"] or value == "${SMTP_PASSWORD_FILE:-}"


@each_service
def test_its_health_is_checked_without_a_shell(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


@each_service
def test_it_starts_again_by_itself(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"


@each_service
def test_it_has_no_privileges(name: str) -> None:
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]
    if name not in ROLES:  # ours say so in the image
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", SERVICES[name]["user"])


@each_service
def test_what_it_publishes_is_on_loopback_until_someone_decides_otherwise(name: str) -> None:
    assert all(re.match(r"\$\{PUBLISH_\w+:-127\.0\.0\.1:\d+\}:\d+$", port) for port in SERVICES[name].get("ports", []))


@each_service
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


def test_the_roles_share_one_state() -> None:
    assert all("bysans-data:/var/lib/bysans" in SERVICES[name]["volumes"] for name in ROLES)


def test_only_the_role_that_tells_people_sees_the_secrets_of_that() -> None:
    assert [name for name in ROLES if any(":/run/alerts:ro" in volume for volume in SERVICES[name]["volumes"])] == ["watch"]


def test_influxdb_is_set_up_with_the_bucket_that_the_roles_use() -> None:
    setup, role = SERVICES["influxdb"]["environment"], SERVICES["ingest"]["environment"]
    assert setup["DOCKER_INFLUXDB_INIT_MODE"] == "setup"
    assert setup["DOCKER_INFLUXDB_INIT_ORG"] == role["BYSANS_READINGS__ORG"]
    assert setup["DOCKER_INFLUXDB_INIT_BUCKET"] == role["BYSANS_READINGS__BUCKET"]
    assert setup["DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE"] == role["BYSANS_READINGS__TOKEN_FILE"]
    assert SERVICES["influxdb"]["image"] == "influxdb:2.7"


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
    assert [port.rpartition(":")[2] for port in SERVICES["mosquitto"]["ports"]] == ["1883"]


def test_every_variable_is_explained_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text()
    assert all(re.search(rf"^(# )?{name}=", example, re.MULTILINE) for name in re.findall(r"\$\{(\w+)", COMPOSE))


def test_every_secret_is_made_by_the_examples_commands() -> None:
    example = (ROOT / ".env.example").read_text()
    assert all(name in example for name in STACK["secrets"])


def test_the_image_runs_as_nobody_in_particular() -> None:
    last_stage = DOCKERFILE.rpartition("FROM ")[2]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last_stage, re.MULTILINE)
    assert 'ENTRYPOINT ["bysans"]' in last_stage
    assert "HEALTHCHECK" in last_stage


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
