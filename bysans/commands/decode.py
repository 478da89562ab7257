"""`bysans decode`: what Bysans makes of a message, without a running service."""

import base64
import json
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from bysans import parts
from bysans.option_types import AsJson, ConfigFile, DataDir
from bysans.options import settings_from
from config.catalogue import Catalogue
from domain import rfc3339
from domain.device import Device, History, Kind, Registry
from domain.parameter import flag_of
from domain.parameter_order import rank
from domain.reading import Reading
from ingest.codecs.codec_process import CodecProcess
from ingest.decode.arrival import DecodeResult
from ingest.decode.decode import Decoder
from ingest.log.entry import Entry

_EUI = "0000000000000001"


def decode(
    message: Annotated[str, typer.Argument(metavar="HEX|FILE", help="Bytes as hexadecimal text, or a file: bytes, or a message's JSON.")],
    model: Annotated[str, typer.Option(help="The device's model, such as dragino/ldds75.")] = "generic",
    port: Annotated[int, typer.Option(min=1, max=255, help="The LoRaWAN port on which the bytes came.")] = 1,
    as_json: AsJson = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
) -> None:
    """Show what Bysans makes of a message.

    Its parameters, or the sentence with which it would go to quarantine. Exit code 1 when nothing of it can be used.
    """
    catalogue = parts.catalogue(settings_from(config, data_dir))
    known = catalogue.model(model)
    if known is None and catalogue.problem(model) is None:
        raise typer.BadParameter(f"there is no model {model!r}; `bysans models list` shows them", param_hint="--model")
    kind: Kind = (known.kind if known else None) or "air"
    topic, payload = _message(message, port, kind)
    device = Device(id=topic.split("/")[3], kind=kind, model=model, interval_s=600, valid_from=0, dev_eui=_EUI)
    registry = Registry({device.id: History((device,))}, {}, {}, {_EUI: device.id, device.id.lower(): device.id})
    now = time.time_ns() // 1_000_000
    with closing(CodecProcess()) as codecs:
        result = Decoder(catalogue, retention_ms=None, codecs=codecs).decode(Entry(0, 1, now, topic, payload), registry)
    typer.echo(
        json.dumps(_answer(result, catalogue, model), ensure_ascii=False)
        if as_json
        else _text(result, catalogue, model, is_own=topic.startswith("bysans/"))
    )
    if not result.arrivals and not result.ignored:
        raise typer.Exit(1)


def _message(text: str, port: int, kind: Kind) -> tuple[str, bytes]:
    """Return topic and payload: a network's message or a device's own as they are, bare bytes as ChirpStack passes them on."""
    path = Path(text)
    try:
        data = path.read_bytes() if path.is_file() else bytes.fromhex(text.removeprefix("0x"))
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"{text!r} is neither a file that can be read nor hexadecimal text such as 0D0A07E9") from error
    if path.is_file():
        if body := _json(data):
            return _topic(body, kind), data
        with suppress(ValueError):  # not written as text: the bytes themselves
            data = bytes.fromhex(data.decode("ascii"))
    body = {"deviceInfo": {"devEui": _EUI}, "fPort": port, "fCnt": 1, "data": base64.b64encode(data).decode()}
    return f"application/decode/device/{_EUI}/event/up", json.dumps(body).encode()


def _json(data: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(data)
    except ValueError:
        return None
    if isinstance(body, list) and body:
        body = body[0]
    return body if isinstance(body, dict) else None


def _topic(body: dict[str, Any], kind: Kind) -> str:
    if "uplink_message" in body:
        return f"v3/app/devices/{(body.get('end_device_ids') or {}).get('device_id') or 'device'}/up"
    if "deviceInfo" in body:
        return f"application/app/device/{(body.get('deviceInfo') or {}).get('devEui') or _EUI}/event/up"
    own = "airrohr" if "sensordatavalues" in body else kind
    return f"bysans/v1/{own}/{body.get('device_id') or body.get('esp8266id') or 'device'}"


def _answer(result: DecodeResult, catalogue: Catalogue, model: str) -> dict[str, Any]:
    return {
        "readings": [{"time": rfc3339.write(reading.time), "values": _values(reading, catalogue, model)} for reading in result.readings],
        "unknown_keys": [key for _, key in result.unknown_keys],
        "quarantine": [{"reason": refused.reason.value, "detail": refused.detail} for refused in (*result.rejections, *result.apart)]
        + [{"reason": "decode_failed", "detail": arrival.partial} for arrival in result.arrivals if arrival.partial],
        "ignored": result.ignored,
    }


def _values(reading: Reading, catalogue: Catalogue, model: str) -> list[dict[str, Any]]:
    return [
        {
            "parameter": name,
            "value": reading.values[name],
            "unit": catalogue.unit(name),
            "flag": int(flag_of(reading.values[name], catalogue.parameters[name], catalogue.model(model))),
        }
        for name in sorted(reading.values, key=rank)
    ]


def _text(result: DecodeResult, catalogue: Catalogue, model: str, *, is_own: bool) -> str:
    answer = _answer(result, catalogue, model)
    lines: list[str] = []
    for reading in answer["readings"]:
        lines.append(reading["time"])
        lines += [_line(**value) for value in reading["values"]]
    lines += [_left_out(key, catalogue, is_own=is_own) for key in answer["unknown_keys"]]
    lines += [f"quarantine, {refused.reason.value}: {refused.detail}" for refused in (*result.rejections, *result.apart)]
    lines += [f"beside what is stored: {arrival.partial}" for arrival in result.arrivals if arrival.partial]
    return "\n".join(lines) or "it carries no measurement: it would be ignored"


def _left_out(key: str, catalogue: Catalogue, *, is_own: bool) -> str:
    if catalogue.keys.key(key) is None:
        return f"no parameter: {key}"
    return f"left out: {key}, {'another spelling of a key that is there' if is_own else 'as the model does not say its parameter and unit'}"


def _line(parameter: str, value: float, unit: str, flag: int) -> str:
    return f"  {parameter:<16} {value:g} {unit}{'' if flag == 1 else f'  flag {flag}'}"
