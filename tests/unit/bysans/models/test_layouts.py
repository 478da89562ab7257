"""Models are found in each layout that vendors publish, with their examples; what cannot be read is named and the rest is taken."""

from pathlib import Path

import pytest

from bysans.models.codec_profile import CodecProfile, ProfileError
from bysans.models.layouts import find_profiles
from tests.unit.bysans.models import vendors


def found(source: Path, vendor: str | None = None) -> list[CodecProfile]:
    profiles = list(find_profiles(source, vendor))
    assert not [profile for profile in profiles if isinstance(profile, ProfileError)]
    return [profile for profile in profiles if isinstance(profile, CodecProfile)]


def test_chirpstacks_device_profiles_are_read(tmp_path: Path) -> None:
    (profile,) = found(vendors.chirpstack(tmp_path))
    assert (profile.id, profile.aliases) == ("acme/box-1", ("Acme Box 1",))
    assert [(example.name, example.port, len(example.data)) for example in profile.examples] == [
        ("good", 2, 3),
        ("refused", 9, 1),
        ("wrong", 2, 3),
    ]
    assert profile.examples[0].expected == vendors.FIELDS
    assert profile.examples[1].expected is None


def test_the_things_networks_repository_is_read(tmp_path: Path) -> None:
    (profile,) = found(vendors.things_network(tmp_path))
    assert profile.id == "acme/box-1"
    assert [(example.name, example.data, example.expected) for example in profile.examples] == [
        ("good", bytes(vendors.DATA), vendors.FIELDS)
    ]


def test_a_single_codec_is_read_with_the_description_beside_it(tmp_path: Path) -> None:
    (profile,) = found(vendors.described(tmp_path), "Acme GmbH")
    assert profile.id == "acme-gmbh/box-1"
    assert profile.units == {"BatV": "V", "TempC_SHT": "°C"}
    assert profile.examples[0].expected == {"BatV": 3.2, "TempC_SHT": 21.5}


def test_a_folder_of_codecs_is_read_without_encoders(tmp_path: Path) -> None:
    vendors.write(tmp_path / "acme" / "a.js", vendors.CODEC)
    vendors.write(tmp_path / "acme" / "a-encoder.js", "function encodeDownlink() {}")
    vendors.write(tmp_path / "acme" / "library.js", "var table = [];")
    assert [profile.id for profile in found(tmp_path / "acme")] == ["acme/a"]


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("vendors/acme/devices/bad.toml", "[device\n", r"bad\.toml: cannot be read"),
        ("vendors/acme/devices/lost.toml", '[device]\nfirmware = [{ codec = "none.js" }]\n', r"none\.js: cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_is_taken(tmp_path: Path, name: str, text: str, problem: str) -> None:
    vendors.chirpstack(tmp_path)
    vendors.write(tmp_path / name, text)
    profiles = list(find_profiles(tmp_path))
    assert "acme/box-1" in [profile.id for profile in profiles if isinstance(profile, CodecProfile)]
    with pytest.raises(ProfileError, match=problem):
        raise next(profile for profile in profiles if isinstance(profile, ProfileError))
