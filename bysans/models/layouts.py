"""Finds models in a folder as ChirpStack, The Things Network or a vendor lays them out, or in a single codec file."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from bysans.models.codec_profile import CodecProfile, Example, ProfileError
from bysans.models.vendor_files import bytes_of, name_of, read_literal, read_table, read_text, within

_NUMBER = re.compile(r"-?\d+(\.\d+)?").fullmatch
_DECODES = re.compile(r"\b(decodeUplink|Decode|Decoder)\b")


def find_profiles(source: Path, vendor: str | None = None) -> Iterator[CodecProfile | ProfileError]:
    """Yield each model of `source`, or what is wrong with one; `vendor` names it where the files do not."""
    if source.is_file():
        yield from _tried(partial(_single, vendor=vendor or source.absolute().parent.name), source)
    elif devices := sorted(source.rglob("devices/*.toml")):
        for path in devices:
            yield from _tried(partial(_chirpstack, source=source), path)
    elif codecs := sorted(source.rglob("*-codec.yaml")) or sorted(source.rglob("*codec*.yaml")):
        for path in codecs:
            yield from _tried(partial(_things_network, source=source), path)
    else:
        for path in sorted(source.rglob("*.js")):
            if "encoder" not in path.stem and not path.stem.startswith("test"):
                yield from _tried(partial(_single, vendor=vendor or source.absolute().name), path)


def _tried(read: Callable[[Path], CodecProfile | None], path: Path) -> Iterator[CodecProfile | ProfileError]:
    try:
        profile = read(path)
    except ProfileError as error:
        yield error
    except (AttributeError, KeyError, TypeError) as error:  # a list for a table, a number for a text, and the like
        yield ProfileError(f"{path}: it, or a file that it names, is not laid out as its publisher lays such files out: {error}")
    else:
        if profile is not None:
            yield profile


def _chirpstack(path: Path, source: Path) -> CodecProfile | None:
    """Read `vendor/devices/x.toml`, whose codec lies in `vendor/codecs` with its tests."""
    device = read_table(path).get("device", {})
    named = [firmware["codec"] for firmware in device.get("firmware", ()) if firmware.get("codec")]
    if not named:
        return None
    vendor, codec = path.parent.parent, path.parent.parent / "codecs" / named[-1]
    tests = codec.with_name(f"test_decode_{codec.stem}.json")
    read_text(within(source, codec))
    model = name_of(path.stem).removeprefix(f"{name_of(vendor.name)}-")
    return CodecProfile(
        id=f"{name_of(vendor.name)}/{model}",
        codec=codec,
        aliases=(device["name"],) if isinstance(device.get("name"), str) else (),
        examples=tuple(_chirpstack_examples(read_literal(tests), tests)) if tests.exists() else (),
    )


def _chirpstack_examples(tests: object, path: Path) -> Iterator[Example]:
    for number, test in enumerate(tests if isinstance(tests, list) else ()):
        given, expected = test.get("input", {}), test.get("expected", {})
        yield Example(
            name=str(test.get("name", number + 1)),
            port=_port(given),
            data=bytes_of(given.get("bytes"), path),
            expected=_expected(expected),
        )


def _things_network(path: Path, source: Path) -> CodecProfile | None:
    """Read `vendor/x-codec.yaml`, which names its decoder's file and holds examples."""
    decoder = read_table(path).get("uplinkDecoder") or {}
    if not isinstance(decoder.get("fileName"), str):
        return None
    codec, vendor = path.parent / decoder["fileName"], name_of(path.parent.name)
    read_text(within(source, codec))
    model = name_of(path.stem.removesuffix("-codec"))
    examples = [
        Example(
            name=str(example.get("description", number + 1)),
            port=_port(example.get("input", {})),
            data=bytes_of(example.get("input", {}).get("bytes"), path),
            expected=_expected(example.get("output", {})),
        )
        for number, example in enumerate(decoder.get("examples") or ())
    ]
    return CodecProfile(id=f"{vendor}/{model}", codec=codec, examples=tuple(examples))


def _single(path: Path, vendor: str) -> CodecProfile | None:
    """Read one codec; a description beside it (`x-codec.json`) has units and an example, as Milesight's repository has."""
    if not _DECODES.search(read_text(path)):
        return None
    model = re.sub(r"[-_]decoder$", "", path.stem, flags=re.IGNORECASE)
    beside = path.with_name(f"{model}-codec.json")
    described = read_literal(beside) if beside.exists() else {}
    described = described if isinstance(described, dict) else {}
    data = bytes_of(described.get("bytes", ""), beside)
    fields = [item for item in described.get("object", ()) if isinstance(item, dict) and item.get("unit")]
    values = {str(item.get("id")): float(item["value"]) for item in fields if _NUMBER(str(item.get("value")))}
    return CodecProfile(
        id=f"{name_of(vendor)}/{name_of(model)}",
        codec=path,
        examples=(Example(name="its description", port=85, data=data, expected=values, partial=True),) if data and values else (),
        units={str(item.get("id")): str(item["unit"]) for item in fields},
    )


def _port(given: Mapping[str, object]) -> int:
    port = given.get("fPort", 1)
    return port if isinstance(port, int) else 1


def _expected(output: Mapping[str, Any]) -> Mapping[str, object] | None:
    data = output.get("data") if isinstance(output, dict) else None
    return data if isinstance(data, dict) else None
