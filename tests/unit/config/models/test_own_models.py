"""A town's own models stand beside those that ship; a wrong one is named with file, line and key, and stops no other."""

from pathlib import Path

import pytest

from config.catalogue import CatalogueFiles, load_catalogue

BOX = '[box-1]\nkind = "air"\nsource = "the maker\'s page V"\nfields.dust = { parameter = "pm25" }\n'


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_towns_own_model_is_known_beside_those_that_ship(tmp_path: Path) -> None:
    write(tmp_path, "acme.toml", BOX + 'aliases = ["acme-gmbh/box"]\n')
    catalogue = load_catalogue(own=tmp_path)
    assert catalogue.models["acme/box-1"].fields["dust"].parameter == "pm25"
    assert catalogue.model("acme-gmbh/box") is catalogue.models["acme/box-1"]
    assert "dragino/ldds75" in catalogue.models
    assert catalogue.problems == {}


def test_a_towns_own_model_goes_before_one_that_ships(tmp_path: Path) -> None:
    write(tmp_path, "dragino.toml", '[ldds75]\nsource = "our own V"\n')
    assert load_catalogue(own=tmp_path).models["dragino/ldds75"].source == "our own V"


def test_a_folder_that_is_not_there_holds_no_models(tmp_path: Path) -> None:
    catalogue = load_catalogue(own=tmp_path / "absent")
    assert (catalogue.problems, "generic" in catalogue.models) == ({}, True)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ('decoder = "acme-box"', "acme.toml, line 8: box-2.decoder = 'acme-box': Input should be 'decentlab-dl-mbx'"),
        ('colour = "red"', "acme.toml, line 8: box-2.colour = 'red': there is no such key"),
        ('fields.dust = { parameter = "dust" }', "acme.toml, line 8: box-2.fields.dust: there is no parameter 'dust'; there are pm1"),
        ('fields.t = { parameter = "temperature", unit = "mm" }', "line 8: box-2.fields.t: temperature has no unit 'mm'; it has °c"),
        ('codec = "acme/none.js"', "box-2: codec = 'acme/none.js': there is no such file in"),
        ('codec = "../secret.js"', "box-2: codec = '../secret.js' lies outside"),
        ('decoder = "dragino-ldds75"\ncodec = "acme/good.js"', "box-2: names a decoder and a codec"),
    ],
)
def test_a_wrong_model_is_named_and_the_others_work(tmp_path: Path, wrong: str, problem: str) -> None:
    write(tmp_path, "acme/good.js", "function decodeUplink() { return { data: {} }; }")
    write(tmp_path, "acme.toml", BOX + f'[box-2]\nkind = "bin"\nsource = "the maker\'s page V"\n{wrong}\n')
    catalogue = load_catalogue(own=tmp_path)
    assert "acme/box-1" in catalogue.models
    assert "acme/box-2" not in catalogue.models
    assert problem in (catalogue.problem("acme/box-2") or "")
    assert catalogue.problem("acme/box-1") is None


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("acme.toml", "[box-1\n", "acme.toml: is not TOML"),
        ("acme.toml", "", "acme.toml: holds no model"),
        ("neutral.toml", BOX, "name the file after the vendor"),
    ],
)
def test_a_file_that_cannot_be_read_costs_its_vendors_models_alone(tmp_path: Path, name: str, text: str, problem: str) -> None:
    write(tmp_path, name, text)
    write(tmp_path, "other.toml", BOX)
    catalogue = load_catalogue(own=tmp_path)
    assert "other/box-1" in catalogue.models
    assert problem in (catalogue.problem(f"{name.partition('.')[0]}/whatever") or "")
    assert "dragino/ldds75" in catalogue.models


def test_a_name_that_no_device_could_bear_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "acme.toml", '["box 1"]\nsource = "the maker V"\n')
    assert "a model's name is of letters" in load_catalogue(own=tmp_path).problems["acme/box 1"]


def test_a_codec_is_found_in_the_folder(tmp_path: Path) -> None:
    codec = write(tmp_path, "acme/box.js", "function decodeUplink() { return { data: {} }; }")
    write(tmp_path, "acme.toml", BOX + 'codec = "acme/box.js"\n')
    assert load_catalogue(own=tmp_path).models["acme/box-1"].codec == str(codec.resolve())


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    files = CatalogueFiles(own=tmp_path)
    catalogue = files.read()
    assert not files.refresh(catalogue)
    path = write(tmp_path, "acme.toml", BOX)
    assert files.refresh(catalogue)
    assert "acme/box-1" in catalogue.models
    assert not files.refresh(catalogue)
    path.unlink()
    assert files.refresh(catalogue)
    assert "acme/box-1" not in catalogue.models
    assert "generic" in catalogue.models
