"""Models are found in each layout that vendors publish, with their examples; what cannot be read is named and the rest is taken."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
        ("vendors/acme/devices/far.toml", '[device]\nfirmware = [{ codec = "../../../../etc/passwd" }]\n', r"passwd: lies outside"),
        ("vendors/acme/devices/odd.toml", "device = 3\n", r"odd\.toml: it, or a file that it names, is not laid out as"),
        ("vendors/acme/devices/nul.toml", '[device]\nfirmware = [{ codec = "a\\u0000b.js" }]\n', r"b\.js': cannot be read: "),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_is_taken(tmp_path: Path, name: str, text: str, problem: str) -> None:
    vendors.chirpstack(tmp_path)
    vendors.write(tmp_path / name, text)
    profiles = list(find_profiles(tmp_path))
    assert "acme/box-1" in [profile.id for profile in profiles if isinstance(profile, CodecProfile)]
    with pytest.raises(ProfileError, match=problem):
        raise next(profile for profile in profiles if isinstance(profile, ProfileError))


NODES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.just("box.js") | st.just("2021-99-99"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["device", "firmware", "codec", "uplinkDecoder", "fileName", "examples", "input", "output", "bytes", "data", "object"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=NODES)
def test_an_index_of_any_other_form_is_told_and_stops_nothing(tmp_path: Path, content: object) -> None:
    for name in ("a-codec.yaml", "box-codec.json", "vendors/acme/codecs/test_decode_box.json"):
        vendors.write(tmp_path / name, json.dumps(content))
    vendors.write(tmp_path / "box.js", vendors.CODEC)
    vendors.chirpstack(tmp_path / "chirpstack")
    vendors.write(tmp_path / "chirpstack/vendors/acme/codecs/test_decode_box.json", json.dumps(content))
    vendors.write(tmp_path / "plain/box.js", vendors.CODEC)
    vendors.write(tmp_path / "plain/box-codec.json", json.dumps(content))
    for source in (tmp_path / "chirpstack", tmp_path / "plain", tmp_path / "a-codec.yaml"):
        assert all(isinstance(profile, CodecProfile | ProfileError) for profile in find_profiles(source))
    (tmp_path / "ttn").mkdir(exist_ok=True)
    (tmp_path / "a-codec.yaml").replace(tmp_path / "ttn" / "a-codec.yaml")
    assert all(isinstance(profile, CodecProfile | ProfileError) for profile in find_profiles(tmp_path / "ttn"))


def test_an_index_that_unfolds_to_billions_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 10)]
    vendors.write(tmp_path / "bomb-codec.yaml", "\n".join(lines))
    (error,) = find_profiles(tmp_path)
    assert "bomb-codec.yaml: holds more than 200000 values" in str(error)


def test_ten_thousand_files_are_read_one_by_one(tmp_path: Path) -> None:
    for number in range(10_000):
        vendors.write(tmp_path / f"{number % 100}" / f"m{number}.js", "Decode")
    assert sum(isinstance(profile, CodecProfile) for profile in find_profiles(tmp_path)) == 10_000
