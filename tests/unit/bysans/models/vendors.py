"""Vendors' files for tests, in each layout; the codecs are ours and do what published ones do."""

import json
from pathlib import Path

CODEC = """
function decodeUplink(input) {
  if (input.fPort !== 2) return { errors: ["unknown port"] };
  return { data: { BatV: (input.bytes[0] << 8 | input.bytes[1]) / 1000, TempC_SHT: input.bytes[2] / 10, TempC_DS: 1, fw: "1.3" } };
}
"""
DATA, FIELDS = [12, 128, 215], {"BatV": 3.2, "TempC_SHT": 21.5, "TempC_DS": 1, "fw": "1.3"}


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def chirpstack(folder: Path) -> Path:
    vendor = folder / "vendors" / "acme"
    write(vendor / "devices" / "acme-box-1.toml", '[device]\nname = "Acme Box 1"\n[[device.firmware]]\nversion = "1"\ncodec = "box.js"\n')
    write(vendor / "devices" / "acme-plain.toml", '[device]\nname = "without a codec"\n[[device.firmware]]\nversion = "1"\n')
    write(vendor / "codecs" / "box.js", CODEC)
    good = f'{{"name": "good", "input": {{"fPort": 0x02, "bytes": [12,0x80,215,]}}, "expected": {{"data": {json.dumps(FIELDS)}}}}}'
    refused = '{"name": "refused", "input": {"fPort": 9, "bytes": [1]}, "expected": {"errors": ["unknown port"]}}'
    wrong = '{"name": "wrong", "input": {"fPort": 2, "bytes": [1, 2, 3]}, "expected": {"data": {"BatV": 99}}}'
    write(vendor / "codecs" / "test_decode_box.json", f"[ // as vendors write it\n{good},\n{refused},\n{wrong}]")
    return folder


def things_network(folder: Path) -> Path:
    vendor = folder / "vendor" / "acme"
    write(vendor / "box-1.yaml", "name: Acme Box 1\n")
    write(vendor / "box.js", CODEC)
    data = "".join(f"          {name}: {value}\n" for name, value in FIELDS.items()).replace("1.3", "'1.3'")
    example = (
        f"    - description: good\n      input:\n        fPort: 2\n        bytes: [12, 0x80, 215]\n      output:\n        data:\n{data}"
    )
    write(vendor / "box-1-codec.yaml", f"uplinkDecoder:\n  fileName: box.js\n  examples:\n{example}downlinkEncoder:\n  fileName: box.js\n")
    return folder


def described(folder: Path) -> Path:
    """One file with a description beside it."""
    fields = [{"id": "BatV", "value": "3.2", "unit": "V"}, {"id": "TempC_SHT", "value": "21.5", "unit": "°C"}, {"id": "fw", "value": "1.3"}]
    write(folder / "box-1-codec.json", json.dumps({"bytes": "0C80D7", "object": fields}))
    return write(folder / "box-1-decoder.js", CODEC.replace("!== 2", "!== 85"))
