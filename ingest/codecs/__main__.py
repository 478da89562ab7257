"""The codecs' process: a request a line on standard input, an answer a line on standard output, until the input ends."""

import json
import sys
from pathlib import Path
from typing import Any

from ingest.codecs.context import CodecContext, CodecFailedError

_MOST = 64  # contexts that are kept ready
_Stamp = tuple[int, int]
_ready: dict[str, tuple[_Stamp, CodecContext]] = {}


def answer(path: str, port: int, data: str | None, received_at: int) -> dict[str, Any]:
    """Return the codec's `data` and `warnings`, or an `error` and whether it was `costly`; without `data` it is only loaded."""
    try:
        if data is None:
            _context(path).check()
            return {"data": {}, "warnings": []}
        return _context(path).decode(bytes.fromhex(data), port, received_at)
    except CodecFailedError as error:
        if error.costly:
            _ready.pop(path, None)
        return {"error": str(error), "costly": error.costly}
    except (OSError, UnicodeDecodeError) as error:
        return {"error": f"the codec {path} cannot be read: {error}", "costly": False}


def _context(path: str) -> CodecContext:
    """Return the codec's context, made again when its file has changed."""
    status = Path(path).stat()
    stamp = status.st_mtime_ns, status.st_size
    ready = _ready.pop(path, None)
    if ready is None or ready[0] != stamp:
        ready = stamp, CodecContext(Path(path).read_text(encoding="utf-8"))
    _ready[path] = ready  # the last used stand last
    if len(_ready) > _MOST:
        del _ready[next(iter(_ready))]
    return ready[1]


def main() -> None:
    """Answer until nobody asks any more."""
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(json.dumps(answer(*json.loads(line))).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
