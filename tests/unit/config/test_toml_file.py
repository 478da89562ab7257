"""What is wrong in a TOML file is one sentence a mistake, with file, line, key, value and what is expected."""

from pathlib import Path

import pytest
from pydantic import Field

import config
from config.settings import load
from config.toml_file import ConfigError, Table, read_toml


class Step(Table):
    name: str
    size: float = Field(gt=0)


class Form(Table):
    version: int
    either: str | Step = "none"
    steps: tuple[Step, ...] = ()


GOOD = """version = 1
[[steps]]
name = "first"
size = 1
[[steps]]
name = "second"
size = 2
"""


def told(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "form.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        read_toml(file, Form)
    return [line.removeprefix(str(file)) for line in str(error.value).splitlines()]


def test_a_good_file_is_its_form(tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text(GOOD, encoding="utf-8")
    assert read_toml(tmp_path / "form.toml", Form).steps[1].name == "second"


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        ("size = 2", "size = -2", [", line 7: steps.1.size = -2: Input should be greater than 0"]),
        ("size = 1", "size = 'a'", [", line 4: steps.0.size = 'a': Input should be a valid number, unable to parse string as a number"]),
        ("size = 2", "", [", line 5: steps.1.size: Field required"]),
        ("size = 2", "size = 2\ncolour = 'red'", [", line 8: steps.1.colour = 'red': there is no such key"]),
        ("version = 1", "", [": version: Field required"]),
        ("version = 1", "version = 1\neither = { name = 'x', size = 0 }", [", line 2: either.size = 0: Input should be greater than 0"]),
        ("size = 1", "size = nan", [", line 4: steps.0.size = nan: Input should be a finite number"]),
        ("version = 1", "version =", [": is not TOML: Invalid value (at line 1, column 10)"]),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, old: str, new: str, sentences: list[str]) -> None:
    assert told(tmp_path, GOOD.replace(old, new)) == sentences


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    assert len(told(tmp_path, GOOD.replace("size = 1", "size = 0").replace("size = 2", "size = 0"))) == 2


def test_a_password_in_an_address_is_left_out(tmp_path: Path) -> None:
    (sentence,) = told(tmp_path, GOOD.replace("version = 1", "version = 'postgresql://bysans:s3cret@db/bysans'"))
    assert "postgresql://bysans:…@db/bysans" in sentence
    assert "s3cret" not in sentence


def test_bytes_that_are_no_text_are_not_toml(tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_bytes(b"version = '\xff'")
    with pytest.raises(ConfigError, match="is not TOML"):
        read_toml(tmp_path / "form.toml", Form)


def test_a_missing_file_of_ones_own_is_named_and_one_of_ours_is_installed_again(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: cannot be read \(No such file or directory\); name a readable TOML file"):
        read_toml(tmp_path / "none.toml", Form)
    with pytest.raises(ConfigError, match="it belongs to the installation: install Bysans again"):
        read_toml(Path(config.__file__).parent / "none.toml", Form)


@pytest.mark.parametrize("password", ["secret", "a/b", "p@ss", "a:b"])
def test_a_password_in_an_address_is_not_repeated(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setenv("BYSANS_STATE__URL", f"mysql://bysans:{password}@db/bysans")
    with pytest.raises(ConfigError) as caught:
        load()
    assert "'mysql://bysans:…@db/bysans'" in str(caught.value)
