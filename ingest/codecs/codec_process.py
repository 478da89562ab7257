"""Asks the codecs' process to read bytes; one that hangs or dies is ended, started again, and costs its own messages alone."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from math import inf
from typing import Any

from ingest.codecs.codec import CodecAnswer
from ingest.codecs.pauses import Pauses

ANSWER_S = 3.0  # of a busy machine; the codec itself has a quarter of a second of processor time
_START_S = 30.0
_LOOK_S = 0.25
_COMMAND = (sys.executable, "-P", "-m", "ingest.codecs")


class CodecProcess:
    """Reads bytes by codecs, one message at a time; the process starts when it is first needed.

    A codec that passed its limits, or with which the process died, several times in a row is not asked for a minute.
    """

    def __init__(
        self, *, answer_s: float = ANSWER_S, command: Sequence[str] = _COMMAND, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._answer_s = answer_s
        self._command = command
        self._pauses = Pauses(monotonic)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._deadline = inf
        self._closed = threading.Event()
        self._watchdog: threading.Thread | None = None

    def decode(self, codec: str, data: bytes, port: int, received_at: int) -> CodecAnswer:
        """Return what the codec in that file says of bytes that came on a port at a time (ms UTC). Raises ValueError: a sentence."""
        return self._answer(codec, [codec, port, data.hex(), received_at])

    def load(self, codec: str) -> None:
        """Load the codec in that file without reading anything by it. Raises ValueError: a sentence."""
        self._answer(codec, [codec, 1, None, 0])

    def close(self) -> None:
        """End the process."""
        self._closed.set()
        with self._lock:
            self._end()
        if self._watchdog is not None:
            self._watchdog.join()

    def _answer(self, codec: str, request: Sequence[object]) -> CodecAnswer:
        with self._lock:
            self._pauses.check(codec)
            answer = self._ask(request)
            if error := answer.get("error"):
                self._pauses.failed(codec, costly=answer["costly"])
                raise ValueError(error)
            self._pauses.worked(codec)
        return CodecAnswer(answer["data"], tuple(answer["warnings"]))

    def _ask(self, request: Sequence[object]) -> dict[str, Any]:
        started = self._start()
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - just started
        self._deadline = time.monotonic() + (_START_S if started else self._answer_s)
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = b""
        finally:
            late, self._deadline = time.monotonic() > self._deadline, inf
        if line.endswith(b"\n"):
            answer: dict[str, Any] = json.loads(line)
            return answer
        self._end()
        why = f"gave no answer within {self._answer_s:g} s" if late else f"made its process end with code {process.returncode}"
        return {"error": f"the codec {why}", "costly": True}

    def _start(self) -> bool:
        """Start the process unless it runs; return whether it had to be started."""
        if self._process is not None and self._process.poll() is None:
            return False
        self._end()
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            self._command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, start_new_session=True
        )
        if self._watchdog is None:
            self._watchdog = threading.Thread(target=self._watch, name="codecs", daemon=True)
            self._watchdog.start()
        return True

    def _watch(self) -> None:
        """End a process that answers too late: whoever waits for it then reads the end of its output."""
        while not self._closed.wait(_LOOK_S):
            process = self._process
            if process is not None and time.monotonic() > self._deadline:
                process.kill()

    def _end(self) -> None:
        if (process := self._process) is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):  # what it never read is of no use to it now
                    stream.close()
        process.wait()
        self._process = None
