"""A vendor's newer codec takes the old one's place; what the town said of its fields stays, and nothing is read otherwise unnoticed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bysans.__main__ import app
from tests.unit.bysans.models import vendors


def models(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["models", *words, "--data-dir", str(folder / "data")])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A repository of which a model was brought in, and its table mended by hand."""
    source = vendors.things_network(tmp_path / "repository")
    assert models(tmp_path, "import", str(source)).exit_code == 0
    table = tmp_path / "data/models/acme.toml"
    table.write_text(table.read_text().replace('parameter = "temperature"', 'parameter = "temperature", unit = "°F"'))
    return source


def publish(source: Path, before: str, after: str) -> str:
    codec = vendors.CODEC.replace(before, after)
    assert codec != vendors.CODEC
    vendors.write(source / "vendor/acme/box.js", codec)
    return codec


def test_a_newer_codec_is_taken_and_the_towns_own_table_stays(tmp_path: Path, source: Path) -> None:
    table = (tmp_path / "data/models/acme.toml").read_text()
    newer = publish(source, "return { errors", "/* mended */ return { errors")
    result = models(tmp_path, "update", str(source))
    assert (result.exit_code, result.output) == (0, "acme/box-1 is updated; examples kept: 1\n")
    assert (tmp_path / "data/models/acme/box-1.js").read_text() == newer
    assert (tmp_path / "data/models/acme.toml").read_text() == table
    assert models(tmp_path, "check").output == "ok      acme/box-1\n"
    assert models(tmp_path, "update", str(source)).output == "acme/box-1 is as it was\n"


def test_one_that_reads_a_kept_example_otherwise_waits_for_a_person(tmp_path: Path, source: Path) -> None:
    newer = publish(source, "/ 1000", "/ 100")
    result = models(tmp_path, "update", str(source))
    assert result.exit_code == 1
    assert "acme/box-1 reads a kept example otherwise: good: BatV is 32, promised was 3.2" in result.output
    assert (tmp_path / "data/models/acme/box-1.js").read_text() == vendors.CODEC
    assert models(tmp_path, "update", str(source), "--yes").exit_code == 0
    assert (tmp_path / "data/models/acme/box-1.js").read_text() == newer


def test_a_field_that_the_table_does_not_name_is_told(tmp_path: Path, source: Path) -> None:
    publish(source, 'fw: "1.3"', 'fw: "1.3", Hum_SHT: 71')
    result = models(tmp_path, "update", str(source), "--yes")
    assert "acme/box-1 sends Hum_SHT, which its table does not name" in result.output


def test_one_that_does_not_load_leaves_the_old_one(tmp_path: Path, source: Path) -> None:
    publish(source, "function decodeUplink", "function decode Uplink")
    result = models(tmp_path, "update", str(source))
    assert (result.exit_code, "the one that you have stays" in result.output) == (1, True)
    assert (tmp_path / "data/models/acme/box-1.js").read_text() == vendors.CODEC


def test_what_was_never_brought_in_is_not_taken_by_the_way(tmp_path: Path) -> None:
    source = vendors.chirpstack(tmp_path / "profiles")
    result = models(tmp_path, "update", str(source))
    assert (result.exit_code, "holds none of the models that you brought in" in result.output) == (1, True)
    assert not (tmp_path / "data/models").exists()
