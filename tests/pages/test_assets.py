"""What the pages load is what was vendored, at addresses that change with the content, and nothing else."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

import api.pages
from api.pages.frame.assets import assets

STATIC = Path(api.pages.__file__).parent / "static"
AXE = Path(__file__).parent / "vendor"


@pytest.mark.parametrize("folder", [STATIC / "vendor", AXE], ids=["served", "for tests"])
def test_vendored_files_are_those_whose_hashes_were_written_down(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    expected = {name: digest for digest, name in (line.split("  ") for line in lines)}
    there = {path.relative_to(folder).as_posix(): path for path in folder.glob("*/*")}
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in there.items()} == expected


def test_each_vendored_package_carries_its_licence() -> None:
    for package in [*(STATIC / "vendor").glob("*/"), *AXE.glob("*/")]:
        assert (package / "LICENSE").read_text(encoding="utf-8").strip(), package


def test_an_address_names_its_content() -> None:
    for name, asset in assets().items():
        assert hashlib.sha256(asset.content).hexdigest()[:12] in asset.address, name
        assert gzip.decompress(asset.packed) == asset.content


def test_no_style_sheet_calls_another_host() -> None:
    for name, asset in assets().items():
        if name.endswith(".css"):
            loaded = re.findall(rb"url\(\s*[\"']?([^\"')]{1,80})", asset.content)
            # Leaflet's own pictures belong to controls that no map of ours has.
            assert [address for address in loaded if not address.startswith((b"data:", b"images/", b"#"))] == [], name
            assert b"@import" not in asset.content, name
