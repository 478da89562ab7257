"""`bysans models`: a vendor's codec is tried by its own examples, kept as TOML with what its fields are, and checked again later."""

import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bysans.__main__ import app
from config.catalogue import load_catalogue
from tests.unit.bysans.models import vendors


def models(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["models", *words, "--data-dir", str(folder / "data")])


def test_several_models_are_tried_and_shown_and_nothing_is_kept(tmp_path: Path) -> None:
    source = vendors.chirpstack(tmp_path / "profiles")
    vendors.write(source / "vendors/acme/devices/other.toml", '[device]\nfirmware = [{ codec = "box.js" }]\n')
    result = models(tmp_path, "import", str(source))
    assert result.exit_code == 0
    assert "acme/box-1: 2 of 3 examples pass" in result.output
    assert "  wrong: BatV is 0.258, promised was 99" in result.output
    assert "2 models; keep one with --model VENDOR/MODEL" in result.output
    assert not (tmp_path / "data" / "models").exists()


@pytest.mark.parametrize("as_zip", [False, True])
def test_a_model_is_kept_with_its_codec_mapping_and_examples(tmp_path: Path, as_zip: bool) -> None:
    source = vendors.chirpstack(tmp_path / "profiles")
    if as_zip:
        with zipfile.ZipFile(tmp_path / "profiles.zip", "w") as archive:
            for path in source.rglob("*.*"):
                archive.write(path, path.relative_to(tmp_path))
        source = tmp_path / "profiles.zip"
    result = models(tmp_path, "import", str(source), "--model", "acme/box-1")
    assert result.exit_code == 1, result.output
    assert "acme/box-1 is kept although an example of its own fails" in result.output
    model = load_catalogue(own=tmp_path / "data" / "models").models["acme/box-1"]
    assert {name: field.parameter for name, field in model.fields.items()} == {"BatV": "battery", "TempC_SHT": "temperature"}
    assert (model.ignored, model.aliases, model.kind) == ({"TempC_DS", "fw"}, {"Acme Box 1"}, "air")
    assert Path(model.codec or "").read_text() == vendors.CODEC
    assert models(tmp_path, "check").output == "ok      acme/box-1\n"


def test_as_json_an_import_says_what_was_tried_kept_and_left_out(tmp_path: Path) -> None:
    source = vendors.chirpstack(tmp_path / "profiles")
    vendors.write(source / "vendors/acme/devices/bad.toml", "[device")
    result = models(tmp_path, "import", str(source), "--json")
    assert result.exit_code == 1  # an example of its own fails
    answer = json.loads(result.stdout)
    (left_out,) = answer["left_out"]
    assert "bad.toml: cannot be read" in left_out
    assert answer["models"] == [
        {
            "id": "acme/box-1",
            "examples": 3,
            "passed": 2,
            "problems": {"wrong": "BatV is 0.258, promised was 99"},
            "kept_in": str(tmp_path / "data/models/acme.toml"),
            "fields": {"BatV": {"parameter": "battery", "unit": None}, "TempC_SHT": {"parameter": "temperature", "unit": None}},
            "ignored": ["TempC_DS", "fw"],
        }
    ]


def test_the_person_is_asked_what_each_field_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bysans.commands.models._is_person", lambda: True)
    answers = "\ntemp\ntemperature mm\ntemperature °F\n-\n-\n"
    source = vendors.things_network(tmp_path / "repository")
    result = CliRunner().invoke(app, ["models", "import", str(source), "--data-dir", str(tmp_path / "data")], input=answers)
    assert result.exit_code == 0, result.output
    assert "BatV (3.2): which parameter and unit, - for none [battery]" in result.output
    assert "there is no parameter 'temp'; there are pm1" in result.output
    assert "temperature has no unit 'mm'; it has" in result.output
    fields = load_catalogue(own=tmp_path / "data" / "models").models["acme/box-1"].fields
    assert {name: (field.parameter, field.unit) for name, field in fields.items()} == {
        "BatV": ("battery", None),
        "TempC_SHT": ("temperature", "°F"),
    }


def test_a_model_that_is_kept_already_is_not_overwritten(tmp_path: Path) -> None:
    source = vendors.described(tmp_path / "acme")
    assert models(tmp_path, "import", str(source)).exit_code == 0
    before = (tmp_path / "data/models/acme.toml").read_text()
    result = models(tmp_path, "import", str(source))
    assert (result.exit_code, "acme/box-1 stands in" in result.output) == (1, True)
    assert (tmp_path / "data/models/acme.toml").read_text() == before


@pytest.mark.parametrize(
    ("words", "problem"),
    [(["--model", "acme/none"], "holds no model acme/none"), ([], "holds no codec")],
)
def test_what_is_not_there_is_told(tmp_path: Path, words: list[str], problem: str) -> None:
    (tmp_path / "empty").mkdir()
    source = vendors.chirpstack(tmp_path / "profiles") if words else tmp_path / "empty"
    result = models(tmp_path, "import", str(source), *words)
    assert (result.exit_code, problem in result.output) == (1, True)


def test_a_file_that_is_no_zip_is_told(tmp_path: Path) -> None:
    vendors.write(tmp_path / "profiles.zip", "no ZIP")
    result = models(tmp_path, "import", str(tmp_path / "profiles.zip"))
    assert (result.exit_code, "cannot be unpacked" in result.output) == (1, True)


@pytest.mark.parametrize("damage", [b"\x01" * 200, b""])
def test_a_zip_whose_content_is_damaged_is_told(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "profiles.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("acme/box.js", vendors.CODEC * 50)
    content = path.read_bytes()
    path.write_bytes(content[:40] + damage + content[40 + len(damage) :] if damage else content[: len(content) // 2])
    result = models(tmp_path, "import", str(path))
    assert (result.exit_code, "profiles.zip: cannot be unpacked: " in result.output) == (1, True)


def test_a_zip_that_would_fill_the_disk_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bysans.models.unpacked._MOST_BYTES", 5_000_000)
    path = tmp_path / "profiles.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("acme/box.js", bytes(5_000_001))
    result = models(tmp_path, "import", str(path))
    assert (result.exit_code, "unpacks to more than 5 MB" in result.output) == (1, True)


def test_a_zip_writes_nothing_beside_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "profiles.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../../../../../../../tmp/bysans-outside.js", vendors.CODEC)
        archive.writestr("good.js", vendors.CODEC)
    result = models(tmp_path, "import", str(path))
    assert result.exit_code == 0
    assert "tmp/bysans-outside.js: would lie outside the ZIP's folder" in result.output
    assert not Path("/tmp/bysans-outside.js").exists()
    assert sorted(path.name for path in (tmp_path / "data/models").iterdir()) == ["profiles", "profiles.toml"]
    assert [path.name for path in (tmp_path / "data/models/profiles").glob("*.js")] == ["good.js"]


def test_a_models_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    vendors.write(tmp_path / "data/models/acme", "a file where a folder should be")
    result = models(tmp_path, "import", str(vendors.described(tmp_path / "acme")))
    assert (result.exit_code, "models import" in result.output, "data/models/acme" in result.output) == (1, True, True)


@pytest.mark.parametrize(
    "examples", ["{}", "[1]", '[{"name": "a"}]', '[{"name": "a", "input": {"fPort": "x", "bytes": ""}, "expected": {}}]']
)
def test_check_names_examples_that_somebody_changed(tmp_path: Path, examples: str) -> None:
    models(tmp_path, "import", str(vendors.described(tmp_path / "acme")))
    vendors.write(tmp_path / "data/models/acme/box-1.examples.json", examples)
    result = models(tmp_path, "check")
    expected = (0, False) if examples == "{}" else (1, True)
    assert (result.exit_code, "the examples beside it are not as `bysans models import` wrote them" in result.output) == expected


def test_check_names_a_codec_that_no_longer_gives_what_it_gave(tmp_path: Path) -> None:
    models(tmp_path, "import", str(vendors.described(tmp_path / "acme")))
    codec = tmp_path / "data/models/acme/box-1.js"
    codec.write_text(codec.read_text().replace("[2] / 10", "[2] / 100"))
    result = models(tmp_path, "check", "--json")
    assert result.exit_code == 1
    assert "no longer passes: TempC_SHT is 2.15, promised was 21.5" in json.loads(result.output)["problems"]["acme/box-1"]


@pytest.mark.parametrize(
    ("source", "problem"), [("function decodeUplink( {", "SyntaxError"), ("var x = 1;", "no function decodeUplink, Decode or Decoder")]
)
def test_check_names_a_codec_that_does_not_load(tmp_path: Path, source: str, problem: str) -> None:
    vendors.write(tmp_path / "data/models/acme/a.js", source)
    vendors.write(tmp_path / "data/models/acme.toml", '[a]\nsource = "ours O"\ncodec = "acme/a.js"\n[b]\nsource = "ours O"\ncolour = 1\n')
    output = models(tmp_path, "check").output
    assert "failed  acme/a: " in output
    assert problem in output
    assert "acme.toml, line 6: b.colour = 1: there is no such key" in output


def test_list_shows_every_model_and_whose_it_is(tmp_path: Path) -> None:
    models(tmp_path, "import", str(vendors.described(tmp_path / "acme")))
    rows = {row["id"]: row for row in json.loads(models(tmp_path, "list", "--json").output)}
    assert rows["acme/box-1"] == {
        "id": "acme/box-1", "kind": "air", "read_by": "codec", "parameters": ["battery", "temperature"], "whose": "own",
    }  # fmt: skip
    assert rows["dragino/ldds75"]["read_by"] == "decoder dragino-ldds75"
    assert "dragino/ldds75  bin  decoder dragino-ldds75  battery distance" in models(tmp_path, "list").output


ENDLESS = "while (true) {}\nfunction decodeUplink() { return { data: {} }; }"
BROKEN = [
    ("function decodeUplink( {", "SyntaxError"),
    (ENDLESS, "took more than 0.25 s and was stopped"),
    ("throw new Error('no fs'); function decodeUplink() {}", "no fs"),
    ("var Decoder = 1;", "no function decodeUplink, Decode or Decoder"),
]


@pytest.mark.parametrize(("codec", "problem"), BROKEN)
def test_a_codec_that_does_not_load_is_told_at_import_and_left_out(tmp_path: Path, codec: str, problem: str) -> None:
    source = vendors.write(tmp_path / "acme/bad.js", codec)
    result = models(tmp_path, "import", str(source))
    assert result.exit_code == 1
    assert "left out: acme/bad: bad.js: " in result.output
    assert problem in result.output
    assert not (tmp_path / "data/models").exists()
    vendors.write(tmp_path / "acme/good.js", "function decodeUplink() { return { data: {} }; }")
    assert models(tmp_path, "import", str(tmp_path / "acme")).exit_code == 0  # its neighbour is taken


@pytest.mark.parametrize("codec", [codec for codec, _ in BROKEN])
def test_check_names_each_codec_that_import_would_not_take(tmp_path: Path, codec: str) -> None:
    vendors.write(tmp_path / "data/models/acme/a.js", codec)
    vendors.write(tmp_path / "data/models/acme.toml", '[a]\nsource = "ours O"\ncodec = "acme/a.js"\n')
    result = models(tmp_path, "check")
    assert (result.exit_code, "failed  acme/a: " in result.output) == (1, True)


def test_a_codec_without_examples_is_read_by_usual_names_and_not_called_tried(tmp_path: Path) -> None:
    source = vendors.write(tmp_path / "acme/plain.js", "function decodeUplink(input) { return { data: { temperature: input.bytes[0] } }; }")
    result = models(tmp_path, "import", str(source))
    assert result.exit_code == 0
    assert "acme/plain has no example beside it: its fields are read by their usual names" in result.output
    assert models(tmp_path, "check").output == "loads   acme/plain, not tried: no example\n"
    assert json.loads(models(tmp_path, "check", "--json").output) == {"models": ["acme/plain"], "not_tried": ["acme/plain"], "problems": {}}


def test_a_battery_of_no_known_unit_is_left_out_and_told(tmp_path: Path) -> None:
    codec = "function decodeUplink(i) { var data = {}; data.temp = i.bytes[0]; data.battery = i.bytes[1]; return { data: data }; }"
    result = models(tmp_path, "import", str(vendors.write(tmp_path / "acme/plain.js", codec)))
    assert "battery is left out: nothing says its unit" in result.output
    model = load_catalogue(own=tmp_path / "data" / "models").models["acme/plain"]
    assert ({*model.fields}, model.ignored) == ({"temp"}, frozenset())


def test_a_person_is_asked_about_a_battery_of_no_known_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bysans.commands.models._is_person", lambda: True)
    codec = "function decodeUplink(i) { var data = {}; data.battery = i.bytes[1]; return { data: data }; }"
    source = vendors.write(tmp_path / "acme/plain.js", codec)
    words = ["models", "import", str(source), "--data-dir", str(tmp_path / "data")]
    CliRunner().invoke(app, words, input="battery_percent\n")
    fields = load_catalogue(own=tmp_path / "data" / "models").models["acme/plain"].fields
    assert {name: field.parameter for name, field in fields.items()} == {"battery": "battery_percent"}
