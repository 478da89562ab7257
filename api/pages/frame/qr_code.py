"""Addresses as QR codes."""

import segno
from markupsafe import Markup


def qr_code(url: str) -> Markup:
    """Return the QR code as SVG that a style sheet sizes: black on white also where the page is dark."""
    return Markup(segno.make(url, error="m").svg_inline(omitsize=True, light="#fff", svgclass="qr", lineclass=None))  # noqa: S704 - segno's own
