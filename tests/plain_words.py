"""Words that only those who make Bysans use, and that no page says to those who use it."""

import re

# In each language also what a translator would put in its place.
_WORDS = (
    r"payloads?", r"quarantined?", r"coverage", r"shel(?:ve|ved|ving|f)", r"verdicts?", r"P[159]0", r"(?:GET|PUT|POST|DELETE) /",
    r"/?api/v1",
    r"nyttelast\w*", r"karantene\w*", r"(?:data)?dekningsgrad\w*", r"datadekning\w*", r"hyllelegg\w*", r"persentil\w*",
)  # fmt: skip
TOO_TECHNICAL = re.compile(rf"(?<![\w-])(?:{'|'.join(_WORDS)})(?![\w-])", re.IGNORECASE)
