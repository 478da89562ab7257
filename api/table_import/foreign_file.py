"""Tells by its bytes what a file is that is handed in as a table and is none, whatever it is called."""

import io
import zipfile
from collections.abc import Sequence

ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ENTRY, _MOST_ENTRIES = b"PK\x01\x02", 5000  # of a zipped file's contents: a workbook has a few dozen parts
_LOOKED_AT = 4096
_SIGNATURES: Sequence[tuple[str, int, bytes]] = (  # kind, where the signature stands, and what it is
    ("pdf", 0, b"%PDF-"), ("image", 0, b"\x89PNG"), ("image", 0, b"\xff\xd8\xff"), ("image", 0, b"GIF8"), ("image", 8, b"WEBP"),
    ("image", 0, b"II*\x00"), ("image", 0, b"MM\x00*"), ("image", 4, b"ftyp"), ("document", 0, b"{\\rtf"), ("packed", 0, b"\x1f\x8b"),
    ("packed", 0, b"7z\xbc\xaf"), ("packed", 0, b"Rar!"),
)  # fmt: skip
_IN_OLE = (("password", "EncryptedPackage"), ("document", "WordDocument"))  # names of streams; else it is an old Excel file
_PARTS = (  # how a part's name in a zipped file begins
    ("xlsb", "xl/workbook.bin"), ("workbook", "xl/"), ("document", "word/"), ("slides", "ppt/"), ("numbers", "Index/"),
)  # fmt: skip
_OPEN_DOCUMENTS = {b"spreadsheet": "ods", b"text": "document", b"presentation": "slides"}
SAID = {
    "pdf": "is a PDF: ask for the list as a spreadsheet, and save it as XLSX or CSV",
    "image": "is a picture: ask for the list as a spreadsheet, and save it as XLSX or CSV",
    "document": "is a text document: copy its table into a spreadsheet, and save that as XLSX or CSV",
    "slides": "is a presentation: copy its table into a spreadsheet, and save that as XLSX or CSV",
    "packed": "is a packed file: unpack it, and choose the list in it",
    "ods": "is a spreadsheet in OpenDocument (ODS): open it, and save it as XLSX or CSV",
    "xlsb": "is a binary Excel file (XLSB): open it, and save it as XLSX or CSV",
    "numbers": "is a spreadsheet of Numbers: open it, and export it as XLSX or CSV",
    "xls": "is an old Excel file (XLS): open it, and save it as XLSX or CSV",
    "password": "has a password: open it, and save it as XLSX or CSV without one",
    "web": "is a web page or XML, as some systems export it under Excel's name: open it in the spreadsheet, and save it as XLSX or CSV",
    "binary": "is no table: save the list as XLSX or CSV",
}


def foreign_kind(content: bytes) -> str | None:
    """Return what a file is, a key of `SAID`; None for a workbook and for text."""
    if content.startswith(ZIP):
        return _zipped_kind(content)
    if content.startswith(_OLE):
        return next((kind for kind, stream in _IN_OLE if stream.encode("utf-16-le") in content), "xls")
    signed = next((kind for kind, at, signature in _SIGNATURES if content[at : at + len(signature)] == signature), None)
    first = content[:_LOOKED_AT]
    if signed is None and _is_markup(first):
        return "web"
    return "binary" if signed is None and b"\0" in first and not first.startswith(_UTF16) else signed


def _zipped_kind(content: bytes) -> str | None:
    """Return what a zipped file is; None for a workbook, and for a damaged one, of which its reader tells."""
    if content.count(_ENTRY) > _MOST_ENTRIES:
        return "packed"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < _LOOKED_AT:
                kinds = archive.read("mimetype").rpartition(b".")[2]
                return next((kind for name, kind in _OPEN_DOCUMENTS.items() if kinds.startswith(name)), "packed")
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return None
    kind = next((kind for kind, begins in _PARTS if any(name.startswith(begins) for name in names)), "packed")
    is_damaged_workbook = kind == "packed" and "[Content_Types].xml" in names
    return None if kind == "workbook" or is_damaged_workbook else kind


def _is_markup(first: bytes) -> bool:
    text = first.decode("utf-16" if first.startswith(_UTF16) else "utf-8-sig", "replace").lstrip("\ufeff \r\n\t").casefold()
    return text.startswith(("<!doctype", "<html", "<?xml", "<table", "<meta", "<head", "<style", "<div"))
