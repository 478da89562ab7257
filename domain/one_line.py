"""Names are one line of visible text: nothing in them reorders, breaks or hides what stands around them (Unicode UAX 9, TR 36)."""

import re

# C0 and C1 controls, the Arabic letter mark, left-to-right and right-to-left marks, line and paragraph separators, embeddings,
# overrides and isolates. Written so that Python, Rust (pydantic) and JSON Schema read it alike.
ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]*$"
ONE_LINE_IN_WORDS = "one line, without characters that control, break or reorder the text"
_is_one_line = re.compile(ONE_LINE).fullmatch


def is_one_line(text: str) -> bool:
    """Return whether a text can be a name."""
    return _is_one_line(text) is not None
