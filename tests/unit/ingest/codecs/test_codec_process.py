"""The codecs' process may hang or die: its own messages fail with a sentence, and the next are read as if nothing had been."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.codecs.codec_process import CodecProcess

SUM = "function decodeUplink(input) { return { data: { sum: input.fPort + input.bytes[0] }, warnings: ['w'] }; }"


@pytest.fixture
def codecs() -> Iterator[CodecProcess]:
    process = CodecProcess()
    yield process
    process.close()


def write(folder: Path, source: str, name: str = "codec.js") -> str:
    (folder / name).write_text(source, encoding="utf-8")
    return str(folder / name)


def test_a_codec_is_asked_over_and_over(codecs: CodecProcess, tmp_path: Path) -> None:
    codec = write(tmp_path, SUM)
    assert [codecs.decode(codec, bytes([number]), 80, 0).data["sum"] for number in range(5)] == [80, 81, 82, 83, 84]
    assert codecs.decode(codec, b"\x00", 1, 0).warnings == ("w",)


def test_a_changed_codec_is_read_again(codecs: CodecProcess, tmp_path: Path) -> None:
    codec = write(tmp_path, SUM)
    assert codecs.decode(codec, b"\x01", 1, 0).data == {"sum": 2}
    write(tmp_path, SUM.replace("+", "+ 100 +"))
    assert codecs.decode(codec, b"\x01", 1, 0).data == {"sum": 102}


def test_a_codec_that_is_not_there_is_told(codecs: CodecProcess, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"none\.js cannot be read: .*No such file"):
        codecs.decode(str(tmp_path / "none.js"), b"", 1, 0)


def test_a_codec_that_never_ends_costs_its_own_messages_alone(codecs: CodecProcess, tmp_path: Path) -> None:
    endless, good = write(tmp_path, "function decodeUplink() { while (true) {} }", "endless.js"), write(tmp_path, SUM)
    for _ in range(3):
        with pytest.raises(ValueError, match=r"took more than 0\.25 s and was stopped"):
            codecs.decode(endless, b"\x01", 1, 0)
        assert codecs.decode(good, b"\x01", 1, 0).data == {"sum": 2}
    with pytest.raises(ValueError, match="passed its limits 3 times in a row: it is tried again in"):
        codecs.decode(endless, b"\x01", 1, 0)
    assert codecs.decode(good, b"\x01", 1, 0).data == {"sum": 2}


def test_a_process_that_hangs_is_ended_and_started_again(tmp_path: Path) -> None:
    # As when the engine itself hangs, where no limit of its own helps: it answers the first request, and never the second.
    child = (
        'import sys, time; sys.stdin.readline(); print(\'{"data": {}, "warnings": []}\', flush=True); sys.stdin.readline(); time.sleep(99)'
    )
    codecs = CodecProcess(answer_s=0.3, command=(sys.executable, "-c", child))
    try:
        assert codecs.decode("a.js", b"", 1, 0).data == {}
        with pytest.raises(ValueError, match=r"the codec gave no answer within 0\.3 s"):
            codecs.decode("a.js", b"", 1, 0)
        assert codecs.decode("a.js", b"", 1, 0).data == {}
    finally:
        codecs.close()


def test_a_process_that_dies_is_told_with_its_code_and_not_started_without_end() -> None:
    codecs = CodecProcess(command=(sys.executable, "-c", "raise SystemExit(7)"))
    try:
        for _ in range(3):
            with pytest.raises(ValueError, match="the codec made its process end with code 7"):
                codecs.decode("a.js", b"", 1, 0)
        with pytest.raises(ValueError, match="3 times in a row"):
            codecs.decode("a.js", b"", 1, 0)
    finally:
        codecs.close()


def test_a_process_that_was_killed_between_two_messages_is_started_again(codecs: CodecProcess, tmp_path: Path) -> None:
    codec = write(tmp_path, SUM)
    codecs.decode(codec, b"\x01", 1, 0)
    assert codecs._process is not None
    codecs._process.kill()
    codecs._process.wait()
    assert codecs.decode(codec, b"\x02", 1, 0).data == {"sum": 3}


def test_a_codec_is_loaded_without_being_asked_to_read(codecs: CodecProcess, tmp_path: Path) -> None:
    codecs.load(write(tmp_path, "function decodeUplink(input) { if (!input.bytes.length) while (true) {} }"))
    with pytest.raises(ValueError, match=r"took more than 0\.25 s and was stopped"):
        codecs.load(write(tmp_path, "while (true) {}", "endless.js"))
    with pytest.raises(ValueError, match="SyntaxError"):
        codecs.load(write(tmp_path, "function (", "broken.js"))
