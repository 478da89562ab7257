"""Every library that the service is installed with has a licence we know, by the library's own metadata."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KNOWN = frozenset(
    [
        "0BSD",
        "Apache-2.0",
        "BSD",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "EPL-2.0",
        "ISC",
        "LGPL-3.0-only",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    ]
)
FORMER_WORDS = {  # of classifiers and of License, from before License-Expression
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
IN_ITS_FILE = {"quickjs-ng": "MIT"}  # its metadata names none, its LICENSE is the text of this one
ELSEWHERE = {"colorama"}  # installed on Windows only; BSD-3-Clause


def locked() -> set[str]:
    """Return the names of what the lock has for the service with all its extras."""
    needs: dict[str, set[str]] = {}
    for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]:
        extras = [entry for extra in package.get("optional-dependencies", {}).values() for entry in extra]
        needs.setdefault(package["name"], set()).update(entry["name"] for entry in [*package.get("dependencies", []), *extras])
    reached, waiting = set[str](), {"bysans"}
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= needs[name] - reached
    return reached - {"bysans"}


def licences(expression: str | None, classifiers: list[str], words: str | None) -> Iterator[str]:
    """Yield the licences of a library: by its expression, else its classifiers, else its own words."""
    named = [classifier.rpartition(" :: ")[2] for classifier in classifiers if classifier.startswith("License :: ")]
    for text in [expression] if expression else named or [words or "none"]:
        yield from [FORMER_WORDS[text]] if text in FORMER_WORDS else re.split(r" (?:AND|OR) ", text)


def unexpected(name: str) -> set[str]:
    """Return the licences of an installed library that we do not know."""
    described = metadata(name)
    told = licences(described.get("License-Expression"), described.get_all("Classifier") or [], described.get("License"))
    return set(told) - KNOWN


def test_every_library_of_the_service_has_a_licence_we_know() -> None:
    names, missing, wrong = locked(), set[str](), dict[str, set[str]]()
    assert {"fastapi", "opentelemetry-sdk", "psycopg", "obstore", "pyarrow"} <= names
    for name in sorted(names - set(IN_ITS_FILE)):
        try:
            if licences_ := unexpected(name):
                wrong[name] = licences_
        except PackageNotFoundError:
            missing.add(name)
    assert wrong == {}, "look whether it may stand beside the EUPL 1.2, then add it to KNOWN"
    assert missing <= ELSEWHERE, "install all extras: make does"


@pytest.mark.parametrize(
    ("expression", "classifiers", "words", "named"),
    [
        ("GPL-3.0-only AND MIT", [], None, {"GPL-3.0-only", "MIT"}),
        (None, ["License :: OSI Approved :: GNU Affero General Public License v3"], "MIT", {"GNU Affero General Public License v3"}),
        (None, ["Topic :: Internet"], "Proprietary", {"Proprietary"}),
        (None, [], None, {"none"}),
    ],
)
def test_a_licence_is_named_wherever_it_stands(expression: str | None, classifiers: list[str], words: str | None, named: set[str]) -> None:
    assert set(licences(expression, classifiers, words)) == named
