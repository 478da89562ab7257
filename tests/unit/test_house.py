"""The house is in order: rooms are ours, nothing lies about, and no file speaks of the machine it was written on."""

import importlib
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
# Home directories and the workshop's own: a path that is right on one machine is wrong on all others.
ONE_MACHINES_OWN = re.compile(r"(?<![\w.])/(?:root|home|Users|work)/|\.librar[y]/|\bfar[m]-(?:studio|bench)")


@pytest.fixture(scope="module")
def committed() -> list[Path]:
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("this is not a git clone: which files are committed cannot be told")
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_ours_and_not_a_package_of_the_same_name(room: str) -> None:
    origin = importlib.import_module(room).__file__
    assert origin is not None
    assert Path(origin).is_relative_to(ROOT), f"{room} is imported from {origin}: another package has its name; remove that one"


def test_no_file_speaks_of_one_machine(committed: list[Path]) -> None:
    texts = {path.relative_to(ROOT): path.read_text(errors="replace") for path in committed}
    assert [f"{path}: {match.group()}" for path, text in texts.items() if (match := ONE_MACHINES_OWN.search(text))] == []


def test_every_package_says_what_it_is_for(committed: list[Path]) -> None:
    silent = [path for path in committed if path.suffix == ".py" and not path.read_text().lstrip().startswith(('"""', 'r"""', "#!"))]
    assert silent == []


def test_a_path_that_a_document_names_is_there(committed: list[Path]) -> None:
    named = re.compile(rf"(?<![\w./-])(?!bysans/(?:v1|now))(?:{'|'.join((*ROOMS, 'tests', 'bench', 'docs'))})/[\w./-]*")
    texts = {path: path.read_text() for path in committed if path.suffix == ".md" and path.name != "CHANGELOG.md"}
    lines = [(path, number, line) for path, text in texts.items() for number, line in enumerate(text.splitlines(), 1)]
    missing = [
        f"{path.relative_to(ROOT)}:{number}: {name}"
        for path, number, line in lines
        for name in (match.rstrip("./") for match in named.findall(line))
        if not list(ROOT.glob(f"{name}*"))
    ]
    assert missing == []


def test_a_link_between_documents_leads_somewhere(committed: list[Path]) -> None:
    links = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
    broken = [
        f"{path.relative_to(ROOT)}: {link}"
        for path in committed
        if path.suffix == ".md"
        for link in links.findall(path.read_text())
        if not (path.parent / link).exists()
    ]
    assert broken == []
