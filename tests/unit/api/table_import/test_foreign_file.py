"""What is no table is named by its bytes, whatever it is called, with what to do about it."""

import io
import zipfile

import openpyxl
import pytest

from api.table_import.foreign_file import SAID, foreign_kind
from api.table_import.problems import TableError
from api.table_import.table_file import read_table

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def zipped(**parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return content.getvalue()


FILES = [
    ("pdf", b"%PDF-1.7\n%\xe2\xe3"),
    ("image", b"\x89PNG\r\n\x1a\n\0\0"),
    ("image", b"\xff\xd8\xff\xe0\0\x10JFIF"),
    ("image", b"\0\0\0\x18ftypheic"),
    ("image", b"RIFF\x10\0\0\0WEBPVP8 "),
    ("document", zipped(**{"[Content_Types].xml": "<Types/>", "word__document.xml": "<w/>"})),
    ("document", b"{\\rtf1\\ansi Liste}"),
    ("document", OLE + "WordDocument".encode("utf-16-le")),
    ("slides", zipped(ppt__presentation_xml="<p/>")),
    ("ods", zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet")),
    ("document", zipped(mimetype="application/vnd.oasis.opendocument.text")),
    ("xlsb", zipped(**{"[Content_Types].xml": "<Types/>", "xl__workbook.bin": "x"})),
    ("numbers", zipped(Index__Document_iwa="x")),
    ("packed", zipped(**{"list.csv": "bin;time"})),
    ("packed", zipped(**{f"part{number}": "" for number in range(5001)})),
    ("packed", b"\x1f\x8b\x08\0"),
    ("xls", OLE + "Workbook".encode("utf-16-le")),
    ("password", OLE + "EncryptedPackage".encode("utf-16-le")),
    ("web", b"\xef\xbb\xbf<html><body><table><tr><td>Beholder"),
    ("web", "<?xml version='1.0'?><Workbook>".encode("utf-16")),
    ("binary", b"\x01\x02\x00\x03"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "content"), FILES)
@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_what_is_no_table_is_named_whatever_it_is_called(kind: str, content: bytes, name: str) -> None:
    with pytest.raises(TableError) as raised:
        read_table(content, name)
    assert (raised.value.kind, raised.value.detail) == ("foreign", kind)
    assert str(raised.value) == f"{name}: {SAID[kind]}"


def test_every_kind_is_told_apart_by_some_file() -> None:
    assert {kind for kind, _ in FILES} == set(SAID)


def test_a_workbook_and_text_are_none_of_these() -> None:
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    texts = ["Beholder;Tømt\n1;2\n".encode(encoding) for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252")]
    assert {foreign_kind(content) for content in (book.getvalue(), b"", b"PK", b"\xd0\xcf", b"a<b;c\n", *texts)} == {None}
