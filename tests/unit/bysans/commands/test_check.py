"""`bysans check` names every wrong device model of the town's own, and tries the providers at which people sign in."""

import json
import socket
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bysans.__main__ import app
from tests.pages.served import serve
from tests.real_parts.oidc_provider import oidc_provider


def checked(folder: Path, config: Path) -> list[str]:
    return CliRunner().invoke(app, ["check", "--data-dir", str(folder), "--config", str(config)]).output.splitlines()


def models_line(folder: Path) -> str:
    printed = CliRunner().invoke(app, ["check", "--data-dir", str(folder)]).output
    return printed[printed.index("models:") - len("failed  ") : printed.index("data folder:")]


def test_wrong_models_are_told_with_file_line_and_what_is_known(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (models / "acme.toml").write_text('[box-1]\nsource = "the maker V"\ndecoder = "none-such"\n')
    (models / "other.toml").write_text("[box\n")
    line = models_line(tmp_path)
    assert line.startswith("failed")
    assert "acme.toml, line 3: box-1.decoder = 'none-such': Input should be" in line
    assert "'dragino-ldds75'" in line
    assert "other.toml: is not TOML" in line


def test_good_models_are_counted(tmp_path: Path) -> None:
    assert models_line(tmp_path).startswith("ok ")


def test_as_json_each_check_is_an_object(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", "--json", "--data-dir", str(tmp_path / "none")])
    checks = {check["name"]: (check["ok"], check["words"]) for check in json.loads(result.output)}
    assert result.exit_code == 1
    assert checks["settings"] == (True, "read, every name known")
    assert (checks["data folder"][0], "there is no Bysans data" in checks["data folder"][1]) == (False, True)


def test_the_address_of_the_pages_is_told_as_the_settings_one_which_run_may_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bysans.commands.health._TIMEOUT_S", 0.2)
    config = tmp_path / "bysans.toml"
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        address = "{}:{}".format(*taken.getsockname())
        config.write_text(f'[http]\nlisten = "{address}"\n')
        (line,) = [line for line in checked(tmp_path, config) if "  http: " in line]
    assert f"http: http.listen, {address}, is in use, and not by our own api: api does not answer at {address} (timed out)" in line
    assert line.startswith("failed")
    (line,) = [line for line in checked(tmp_path, config) if "  http: " in line]
    assert line == f"ok      http: http.listen, {address}, is free to listen on; `bysans run --http` listens elsewhere"


def test_an_api_that_answers_at_the_address_is_told_as_our_own(tmp_path: Path) -> None:
    config = tmp_path / "bysans.toml"
    with serve(tmp_path / "data") as pages:
        address = pages.url.removeprefix("http://")
        config.write_text(f'[http]\nlisten = "{address}"\n')
        (line,) = [line for line in checked(tmp_path, config) if "  http: " in line]
    assert line == f"ok      http: our own api answers at http.listen, {address}"


def test_a_provider_is_tried_with_its_description_keys_and_secret(tmp_path: Path) -> None:
    def line() -> str:
        printed = CliRunner().invoke(app, ["check", "--data-dir", str(tmp_path), "--config", str(tmp_path / "c.toml")]).output
        return next(text for text in printed.splitlines() if "sign-in:" in text)

    with oidc_provider(lambda: 0) as provider:
        table = {"name": '"Nordvik"', "issuer": f'"{provider.url}"', "client_id": '"c"', "client_secret_file": f'"{tmp_path / "secret"}"'}
        (tmp_path / "c.toml").write_text("[sign_in.providers.work]\n" + "\n".join(f"{name} = {value}" for name, value in table.items()))
        assert "client_secret_file" in line()
        (tmp_path / "secret").write_text("s")
        assert line().startswith("ok ")
        provider.away = True
        assert line().startswith("failed")
        assert "answers 503" in line()
