"""The same answer as JSON or as XML, whichever its address ends with."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import Path, Response
from pydantic import BaseModel

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
Format = Annotated[Literal["json", "xml"], Path(description="json or xml")]
_MEDIA_TYPES: Mapping[str, str] = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
# A list and what each of its parts is called, in XML.
_PARTS: Mapping[str, str] = {
    "services": "service",
    "attributes": "attribute",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}


def answer(kind: str, root: str, content: BaseModel | Sequence[BaseModel], *, status: int = 200) -> Response:
    """Return the answer; `root` is the outermost element in XML."""
    plain = content.model_dump(mode="json") if isinstance(content, BaseModel) else [part.model_dump(mode="json") for part in content]
    text = json.dumps(plain, ensure_ascii=False).encode() if kind == "json" else xml(root, plain)
    return Response(text, status, media_type=_MEDIA_TYPES[kind])


def xml(root: str, content: Any) -> bytes:
    """Return the content as an XML document in UTF-8; null is an empty element."""
    element = Element(root)
    _fill(element, content)
    document: bytes = tostring(element, encoding="UTF-8", xml_declaration=True)
    return document


def _fill(element: Element, content: Any) -> None:
    if isinstance(content, Mapping):
        for name, value in content.items():
            _fill(SubElement(element, name), value)
    elif isinstance(content, list):
        for part in content:
            _fill(SubElement(element, _PARTS[element.tag]), part)
    elif content is not None:
        element.text = json.dumps(content) if isinstance(content, bool | float) else _NOT_IN_XML.sub("\ufffd", str(content))
