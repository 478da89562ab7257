"""`bysans decode` shows what Bysans makes of bytes or of a message, as ingest does."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bysans.__main__ import app
from tests.unit.bysans.models import vendors

LDDS75 = "0D0A07E900000001"


def decode(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["decode", *words, "--data-dir", str(folder)])


def values(result: Result) -> dict[str, float]:
    (reading,) = json.loads(result.output)["readings"]
    return {value["parameter"]: value["value"] for value in reading["values"]}


@pytest.mark.parametrize("text", [LDDS75, f"0x{LDDS75}", "0D 0A 07 E9 00 00 00 01"])
def test_hexadecimal_bytes_become_parameters(tmp_path: Path, text: str) -> None:
    result = decode(tmp_path, text, "--model", "dragino/ldds75", "--port", "2")
    assert result.exit_code == 0
    assert result.output.split()[1:] == ["distance", "2025", "mm", "battery", "3.338", "V"]


def test_what_would_go_to_quarantine_is_said_and_ends_with_1(tmp_path: Path) -> None:
    result = decode(tmp_path, LDDS75, "--model", "dragino/ldds75", "--port", "3")
    assert (result.exit_code, result.output.startswith("quarantine, decode_failed: not the bytes of dragino/ldds75: ")) == (1, True)


@pytest.mark.parametrize("content", [bytes.fromhex(LDDS75), LDDS75.encode() + b"\n"])
def test_a_file_may_hold_the_bytes_or_write_them(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "message").write_bytes(content)
    assert values(decode(tmp_path, str(tmp_path / "message"), "--model", "dragino/ldds75", "--port", "2", "--json"))["distance"] == 2025


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"time": 1767268800, "pm2_5": 8.2, "fw": "1.3"}, {"pm25": 8.2}),
        (
            {"end_device_ids": {"device_id": "d"}, "uplink_message": {"f_port": 2, "decoded_payload": {"temperature": 3}}},
            {"temperature": 3},
        ),
        ({"deviceInfo": {"devEui": "24e124716b0000aa"}, "fPort": 2, "object": {"temperature": 3}}, {"temperature": 3}),
        ({"esp8266id": "123", "sensordatavalues": [{"value_type": "SDS_P2", "value": "8.2"}]}, {"pm25": 8.2}),
    ],
)
def test_a_message_of_any_sender_is_read_from_a_file(tmp_path: Path, body: dict[str, object], expected: dict[str, float]) -> None:
    (tmp_path / "message.json").write_text(json.dumps(body))
    result = decode(tmp_path, str(tmp_path / "message.json"), "--json")
    assert values(result) == expected
    assert json.loads(result.output)["unknown_keys"] == (["fw"] if "fw" in body else [])


def test_a_codec_is_run(tmp_path: Path) -> None:
    CliRunner().invoke(app, ["models", "import", str(vendors.things_network(tmp_path / "repository")), "--data-dir", str(tmp_path)])
    assert values(decode(tmp_path, "0C80D7", "--model", "acme/box-1", "--port", "2", "--json")) == {"battery": 3.2, "temperature": 21.5}


def test_a_wrong_model_of_ones_own_is_told_as_ingest_would(tmp_path: Path) -> None:
    vendors.write(tmp_path / "models" / "acme.toml", '[box]\nsource = "ours O"\ncolour = 1\n')
    result = decode(tmp_path, "00", "--model", "acme/box")
    assert (result.exit_code, "acme.toml, line 3: box.colour = 1: there is no such key" in result.output) == (1, True)


@pytest.mark.parametrize(
    ("words", "problem"), [(["00", "--model", "acme/none"], "there is no model 'acme/none'"), (["xyz"], "neither a file")]
)
def test_wrong_use_is_told(tmp_path: Path, words: list[str], problem: str) -> None:
    result = decode(tmp_path, *words)
    assert (result.exit_code, problem in result.output.replace("\n", " ")) == (2, True)


def test_what_is_neither_a_file_nor_bytes_is_told_in_plain_words(tmp_path: Path) -> None:
    result = decode(tmp_path, "xyz")
    assert (result.exit_code, "fromhex" in result.output) == (2, False)


def test_a_codecs_warning_stands_beside_what_is_stored(tmp_path: Path) -> None:
    codec = "function decodeUplink(i) { return { data: { temperature: 4, battery: 45 }, warnings: ['cold'] }; }"
    vendors.write(tmp_path / "models/acme/box.js", codec)
    vendors.write(tmp_path / "models/acme.toml", '[box]\nsource = "ours O"\ncodec = "acme/box.js"\n')
    result = decode(tmp_path, "01", "--model", "acme/box")
    assert result.exit_code == 0
    assert "beside what is stored: the codec warns: 'cold'" in result.output
    assert "left out: battery, as the model does not say its parameter and unit" in result.output
    assert "quarantine" not in result.output


def test_two_spellings_at_once_are_said(tmp_path: Path) -> None:
    (tmp_path / "message.json").write_text('{"pm2_5": 4, "PM2.5": 5, "fw": 1}')
    output = decode(tmp_path, str(tmp_path / "message.json")).output
    assert "left out: PM2.5, another spelling of a key that is there" in output
    assert "no parameter: fw" in output
