"""A vendor's codec is run as its network runs it, within limits, and what it gives is either plain values or a sentence."""

import contextlib
import json
import time
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.codecs.context import CodecContext, CodecFailedError

# Temperature and battery as many vendors send them: type, value.
TEMPERATURE = """
function decodeUplink(input) {
  var data = {}, bytes = input.bytes;
  for (var i = 0; i < bytes.length; ) {
    var type = bytes[i++];
    if (type === 1) { data.temperature = ((bytes[i] << 24 >> 16) | bytes[i + 1]) / 10; i += 2; }
    else if (type === 2) { data.battery = bytes[i++]; }
    else { return { errors: ["unknown type " + type] }; }
  }
  return { data: data, warnings: data.battery < 10 ? ["battery is low"] : [] };
}
"""
codec = CodecContext(TEMPERATURE)


def decode(source: str, data: bytes = b"\x01\x02\x03", port: int = 1) -> object:
    return CodecContext(source, seconds=0.05).decode(data, port, 0)["data"]


def failure(source: str, data: bytes = b"\x01") -> str:
    with pytest.raises(CodecFailedError) as raised:
        decode(source, data)
    return str(raised.value)


def test_a_codec_gives_values_and_warnings() -> None:
    assert codec.decode(bytes.fromhex("01ffd80208"), 85, 0) == {"data": {"temperature": -4, "battery": 8}, "warnings": ["battery is low"]}


def test_a_codecs_own_error_is_said_in_its_words() -> None:
    with pytest.raises(CodecFailedError, match="^the codec says: unknown type 9$"):
        codec.decode(b"\x09", 85, 0)


@pytest.mark.parametrize(
    "source",
    [
        "function Decode(fPort, bytes) { return { sum: fPort + bytes[0] }; }",
        "function Decoder(bytes, port) { return { sum: port + bytes[0] }; }",
        "const decodeUplink = ({ bytes, fPort }) => ({ data: { sum: fPort + bytes[0] } });",
        "module.exports = { decodeUplink: (input) => ({ data: { sum: input.fPort + input.bytes[0] } }) };",
        "exports.decodeUplink = function (input) { return { data: { sum: input.fPort + input.bytes[0] } }; }",
        '"use strict"; function decodeUplink(input) { return { data: { sum: input.fPort + input.bytes.slice(0, 1)[0] } } } // the end',
    ],
)
def test_each_way_to_write_a_codec_is_understood(source: str) -> None:
    assert decode(source, b"\x05", 80) == {"sum": 85}


def test_a_codec_knows_when_the_message_came() -> None:
    context = CodecContext("function decodeUplink(input) { return { data: { time: input.recvTime.toISOString() } }; }")
    assert context.decode(b"", 1, 1_767_268_800_000)["data"] == {"time": "2026-01-01T12:00:00.000Z"}


def test_what_a_codec_remembers_of_one_message_is_never_another_ones() -> None:
    forgetful = """
    var decoded = {}; let count = 0;
    function decodeUplink(input) {
      count += 1; leaked = (typeof leaked === "undefined" ? 0 : leaked) + 1; globalThis.kept = globalThis.kept || input.bytes[0];
      if (input.bytes[0] === 1) decoded.temperature = 21;
      decoded.count = count; decoded.leaked = leaked; decoded.kept = kept;
      return { data: decoded };
    }"""
    context = CodecContext(forgetful)
    assert context.decode(b"\x01", 1, 0)["data"] == {"temperature": 21, "count": 1, "leaked": 1, "kept": 1}
    assert context.decode(b"\x02", 1, 0)["data"] == {"count": 1, "leaked": 1, "kept": 2}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("Buffer.from(input.bytes).readInt16BE(1)", -2),
        ("Buffer.from(input.bytes).readUInt16LE(0)", 0xFF01),
        ("Buffer.from(input.bytes).readUintBE ? 1 : Buffer.from(input.bytes).readUIntBE(0, 3)", 0x01FFFE),
        ("Buffer.from(input.bytes).readIntLE(0, 3)", -256 * 256 + 0xFF01 - 0xFF0000 + 0xFE0000),
        ("Buffer.from('0000c841', 'hex').readFloatLE()", 25),
        ("Buffer.from('AQI=', 'base64').length", 2),
        ("Buffer.from(input.bytes).toString('hex')", "01fffe"),
        ("Buffer.from('på').toString('base64')", "cMOl"),
        ("Buffer.from('70c3a5', 'hex').toString()", "på"),
        ("Buffer.concat([Buffer.from([1]), Buffer.alloc(2, 7)]).toString('hex')", "010707"),
        ("Buffer.isBuffer(Buffer.from([1]).slice(0, 1))", True),
        ("(function () { var b = Buffer.alloc(4); b.writeUInt32BE(0x41c80000, 0); return b.readFloatBE(0); })()", 25),
        ("require('buffer').Buffer.from([7])[0]", 7),
        ("Number(Buffer.from('00000000000000ff', 'hex').readBigUInt64BE())", 255),
        ("console.log('hei')", None),
    ],
)
def test_nodes_buffer_and_console_are_there(expression: str, value: object) -> None:
    answer = decode(f"function decodeUplink(input) {{ return {{ data: {{ value: {expression} }} }}; }}", b"\x01\xff\xfe")
    assert isinstance(answer, dict)
    assert answer.get("value") == value


@pytest.mark.parametrize(
    "name", ["std", "os", "process", "fetch", "XMLHttpRequest", "require", "Deno", "Worker", "setTimeout", "import.meta"]
)
def test_no_file_process_or_network_is_within_reach(name: str) -> None:
    with pytest.raises(CodecFailedError):
        decode(f"function decodeUplink() {{ {name}.x.y(); return {{ data: {{}} }}; }}")


@pytest.mark.parametrize("module", ["fs", "child_process", "net"])
def test_node_has_no_modules_here(module: str) -> None:
    assert "a codec has no modules but buffer" in failure(f"function decodeUplink() {{ require('{module}'); }}")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("while (true) {}", "the codec took more than 0.05 s and was stopped"),
        ("/(a+)+b/.test('a'.repeat(40)); while (true) {}", "the codec took more than 0.05 s and was stopped"),
        ("var a = []; while (true) a.push(new Array(1000).fill(1))", "the codec took more than 32 MB of memory and was stopped"),
        ("return 'x'.repeat(1 << 29)", "the codec took more than 32 MB of memory and was stopped"),
        ("return decodeUplink(input)", "the codec calls itself without end and was stopped"),
        ("throw new Error('not ours')", "Error: not ours (line 1 of the codec)"),
        ("\n\n\nreturn Buffer.from(input.bytes).readUInt16BE(7)", "RangeError: out of bound (line 4 of the codec)"),
        ("return input.none.deeper", "TypeError: cannot read property 'deeper' of undefined (line 1 of the codec)"),
        ("return { errors: ['a\\nb\\u202ec'] }", "the codec says: a b c"),
        ("return undefined", "the codec returned undefined instead of { data: … }"),
        ("return 21.5", "the codec returned number instead of { data: … }"),
        ("return Promise.resolve({ data: {} })", "the codec returned a promise: it must answer at once"),
        ("return { data: [1, 2] }", "the codec's data is [1, 2] instead of an object"),
        ("return { data: 'warm' }", 'the codec\'s data is "warm" instead of an object'),
        ("var data = {}; data.self = data; return { data: data }", "TypeError: circular reference"),
        ("var d = {}; for (var i = 0; i < 10000; i++) d['key' + i] = i; return { data: d }", "are allowed"),
    ],
)
def test_what_no_reading_can_be_made_of_is_said_in_a_sentence(body: str, sentence: str) -> None:
    assert sentence in failure(f"function decodeUplink(input) {{ {body} }}")


def test_a_codec_that_is_stopped_is_not_used_again() -> None:
    with pytest.raises(CodecFailedError) as raised:
        decode("function decodeUplink() { while (true) {} }")
    assert raised.value.costly


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("function decodeUplink( {", "SyntaxError"),
        ("export function decodeUplink() {}", "SyntaxError"),
        ("", "the codec has no function decodeUplink, Decode or Decoder"),
        ("\n\nthis is no JavaScript", "(line 3 of the codec)"),
    ],
)
def test_a_file_that_is_no_codec_is_told(source: str, sentence: str) -> None:
    assert sentence in failure(source)


def test_numbers_that_are_none_are_text_and_never_silently_null() -> None:
    answer = decode("function decodeUplink() { return { data: { a: NaN, b: 1 / 0, c: 12n, d: undefined, e: null } }; }")
    assert answer == {"a": "NaN", "b": "Infinity", "c": "12", "e": None}


def test_a_codec_that_takes_two_seconds_is_stopped_long_before() -> None:
    begun = time.process_time()
    assert "and was stopped" in failure(
        "function decodeUplink() { for (var t = Date.now(); Date.now() < t + 2000; ); return { data: {} }; }"
    )
    assert time.process_time() - begun < 1


@given(st.binary(max_size=60), st.integers(0, 255))
def test_any_bytes_give_finite_values_or_a_sentence(data: bytes, port: int) -> None:
    with contextlib.suppress(CodecFailedError):
        answer = codec.decode(data, port, 0)
        json.dumps(answer, allow_nan=False)
        assert set(answer["data"]) <= {"temperature", "battery"}


@given(st.integers(0, 3).flatmap(lambda cut: st.just(bytes.fromhex("01001902")[:cut])))
def test_truncated_bytes_are_never_a_plausible_value(data: bytes) -> None:
    context = CodecContext("function decodeUplink(input) { return { data: { t: (input.bytes[1] * 256 + input.bytes[2]) / 10 } }; }")
    if len(data) == 3:
        assert context.decode(data, 1, 0)["data"] == {"t": 2.5}
        return
    with pytest.raises(CodecFailedError, match=rf"beyond the end of the message's {len(data)}: it was cut off"):
        context.decode(data, 1, 0)


@pytest.mark.parametrize(
    "reads",
    [
        "input.bytes[0] << 8 | input.bytes[1]",
        "word(input.bytes.slice(0, 2))",
        "input.bytes.slice(0).reverse()[1] << 0",
        "Number('0x' + input.bytes.map(String)[1]) || 7",
    ],
)
def test_a_part_that_is_too_short_is_no_number_either(reads: str) -> None:
    source = f"function word(b) {{ return b[1] << 8 | b[0]; }} function decodeUplink(input) {{ return {{ data: {{ t: {reads} }} }}; }}"
    assert "was cut off" in failure(source, b"\x01")
    assert "t" in cast("dict[str, object]", decode(source, b"\x01\x02"))


def test_bytes_are_an_array_like_any_other_within_their_end() -> None:
    source = """function decodeUplink(input) {
      var b = input.bytes, copy = []; for (var i = 0; i < b.length; i++) copy[i] = b[i];
      b.push(9); b[4] = 7;
      var data = { isArray: Array.isArray(b), json: JSON.stringify(copy), length: b.length, last: b[4] };
      data.sum = copy.concat(b.slice(0, 2)).length; data.none = ["a", "b"][7] === undefined;
      data.shifted = b.shift(); data.found = b.indexOf(3); data.joined = b.slice(0, 2).join("-");
      return { data: data };
    }"""
    assert decode(source, b"\x01\x02\x03") == {
        "isArray": True, "json": "[1,2,3]", "length": 5, "last": 7, "sum": 5, "none": True, "shifted": 1, "found": 1, "joined": "2-3",
    }  # fmt: skip
