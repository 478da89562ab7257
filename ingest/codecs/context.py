"""One codec in a QuickJS context of its own, with limits of time, memory and stack."""

import json
import re
from pathlib import Path
from typing import Any

import quickjs

SECONDS = 0.25  # of processor time; a codec takes some ten microseconds
_BYTES = 32 << 20
_STACK_BYTES = 512 << 10
_LONGEST_ANSWER = 65_536  # characters
_LONGEST_WORDS = 300
_LINE = re.compile(r"<input>:(\d+)")
_PRELUDE = (Path(__file__).parent / "prelude.js").read_text(encoding="utf-8")
_AHEAD = 1000  # lines before the codec, more than the prelude has: an error's line tells in which of them it is
# The codec's text becomes a function's body: parsed once, it begins anew for each message.
_WRAPPED = (
    "\n" * _AHEAD
    + """(function (module, exports, require) {%s
;return typeof decodeUplink === "function" ? decodeUplink
  : typeof module.exports.decodeUplink === "function" ? module.exports.decodeUplink
  : typeof Decode === "function" ? (input) => ({ data: Decode(input.fPort, input.bytes, input.variables) })
  : typeof Decoder === "function" ? (input) => ({ data: Decoder(input.bytes, input.fPort) })
  : null; })"""
)


class CodecFailedError(Exception):
    """The codec gave no values: the message is a sentence. `costly`: it passed a limit, and its context must not be used again."""

    def __init__(self, sentence: str, *, costly: bool = False) -> None:
        super().__init__(sentence)
        self.costly = costly


class CodecContext:
    """A codec that is ready to read messages. Raises CodecFailedError for one that is no JavaScript."""

    def __init__(self, source: str, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        context = quickjs.Context()
        context.set_memory_limit(_BYTES)
        context.set_max_stack_size(_STACK_BYTES)
        context.set_time_limit(seconds)
        self._run = context.eval(_PRELUDE)
        try:
            self._codec = context.eval(_WRAPPED % source)
        except quickjs.JSException as error:
            raise self._failed(error) from error

    def check(self) -> None:
        """Run all but the function that reads bytes. Raises CodecFailedError when there is none, or this fails already."""
        self._answer("")

    def decode(self, data: bytes, port: int, received_at: int) -> dict[str, Any]:
        """Return `data` and `warnings` of the codec for bytes that came on a port at a time (ms UTC). Raises CodecFailedError."""
        return self._answer(json.dumps({"bytes": [*data], "fPort": port, "recvTime": received_at}))

    def _answer(self, request: str) -> dict[str, Any]:
        try:
            text = self._run(self._codec, request)
        except quickjs.JSException as error:
            raise self._failed(error) from error
        if len(text) > _LONGEST_ANSWER:
            raise CodecFailedError(f"the codec's answer has {len(text)} characters, {_LONGEST_ANSWER} are allowed")
        answer: dict[str, Any] = json.loads(text)
        if "error" in answer:
            raise CodecFailedError(_shown(answer["error"]))
        answer["data"] = {} if answer["data"] is None else answer["data"]
        answer["warnings"] = [_shown(warning) for warning in answer["warnings"]]
        if not isinstance(answer["data"], dict):
            raise CodecFailedError(f"the codec's data is {json.dumps(answer['data'])[:80]} instead of an object")
        return answer

    def _failed(self, error: quickjs.JSException) -> CodecFailedError:
        words = str(error)
        if "InternalError: interrupted" in words:
            return CodecFailedError(f"the codec took more than {self._seconds:g} s and was stopped", costly=True)
        if "InternalError: out of memory" in words:
            return CodecFailedError(f"the codec took more than {_BYTES >> 20} MB of memory and was stopped", costly=True)
        if isinstance(error, quickjs.StackOverflow):
            return CodecFailedError("the codec calls itself without end and was stopped", costly=True)
        return CodecFailedError(_in_one_line(words))


def _in_one_line(words: str) -> str:
    """Return what is wrong, and the codec's line where it names one."""
    first, _, places = words.strip().partition("\n")
    lines = [int(line) - _AHEAD for line in _LINE.findall(places)]
    line = next((f" (line {line} of the codec)" for line in lines if line > 0), "")
    return f"{_shown(first)}{line}" if first else "the codec failed and said nothing"


def _shown(words: str) -> str:
    """Return a codec's words as they may stand in a sentence: printable and not long."""
    return "".join(character if character.isprintable() else " " for character in words[:_LONGEST_WORDS])
