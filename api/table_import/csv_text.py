"""Decodes CSV as spreadsheets and export programs write it, and parts it into cells, a line at a time."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

_DELIMITERS = (";", "\t", ",")
_LOOKED_AT = 20  # lines
_PIECE = 1 << 16  # bytes


def csv_rows(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield each row with its line. Raises csv.Error, which names the line."""
    encoding = encoding_of(content)
    delimiter = delimiter_of(_text(content, encoding))
    text, skipped = _without_hint(_text(content, encoding))
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num + skipped, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise csv.Error(f"line {reader.line_num + skipped}: {error}") from error


def delimiter_of(text: io.TextIOBase) -> str:
    """Return what parts the cells: what stands in the most of the first lines, for a title has none and a comma may be a decimal's."""
    lines = list(islice(_without_hint(text)[0], _LOOKED_AT))
    return max(_DELIMITERS, key=lambda delimiter: sum(delimiter in line for line in lines))


def encoding_of(content: bytes) -> str:
    """Return the encoding: UTF-16 by its mark, as "Unicode text" has it, UTF-8, or else Windows-1252, of which Latin-1 is part."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(content), _PIECE):
            decoder.decode(content[at : at + _PIECE], final=at + _PIECE >= len(content))
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _text(content: bytes, encoding: str) -> io.TextIOBase:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="replace", newline="")


def _without_hint(text: io.TextIOBase) -> tuple[io.TextIOBase, int]:
    """Return the text without a first line such as `sep=;`, which tells a spreadsheet the delimiter, and how many lines that takes away."""
    if text.readline(len("sep=")).casefold() == "sep=":
        text.readline()
        return text, 1
    text.seek(0)
    return text, 0
