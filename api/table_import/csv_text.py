"""Decodes CSV as spreadsheets and export programs write it, and parts it into cells."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

_DELIMITERS = (";", "\t", ",")
_LOOKED_AT = 20  # lines


def csv_rows(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield each row with its line. Raises csv.Error, which names the line."""
    text, skipped = _without_hint(_decoded(content))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        for cells in reader:
            yield reader.line_num + skipped, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise csv.Error(f"line {reader.line_num + skipped}: {error}") from error


def delimiter_of(text: str) -> str:
    """Return what parts the cells: what stands in the most of the first lines, for a title has none and a comma may be a decimal's."""
    lines = list(islice(io.StringIO(text), _LOOKED_AT))
    return max(_DELIMITERS, key=lambda delimiter: sum(delimiter in line for line in lines))


def _decoded(content: bytes) -> str:
    """Return the text: UTF-16 by its mark, as "Unicode text" has it, UTF-8, or else Windows-1252, of which Latin-1 is part."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _without_hint(text: str) -> tuple[str, int]:
    """Return the text without a first line such as `sep=;`, which tells a spreadsheet the delimiter, and how many lines that takes away."""
    first, _, rest = text.partition("\n")
    return (rest, 1) if first.casefold().startswith("sep=") else (text, 0)
