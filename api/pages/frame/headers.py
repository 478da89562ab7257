"""The security headers of a page."""

from collections.abc import Mapping

_POLICY: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # Designsystemet draws its icons from data: addresses in its style sheet
    "connect-src": "'self'",
    "worker-src": "'self'",  # opens a driver's round without contact
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: it turns the Origin of our own forms into `null`, and that is what tells them from others'.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language, Cookie, HX-Request",
}
# What a script fetches into a page stands under that page's headers already; it is fetched often, so they are few.
FRAGMENT_HEADERS: Mapping[str, str] = {name: _HEADERS[name] for name in ("X-Content-Type-Options", "Cache-Control", "Vary")}


SCANNING: Mapping[str, str] = {"Permissions-Policy": "camera=(self), geolocation=(), microphone=()"}  # a page that reads a label's code
LOCATING: Mapping[str, str] = {"Permissions-Policy": "camera=(), geolocation=(self), microphone=()"}  # a page that finds what is near


def embedded_headers() -> dict[str, str]:
    """Return what differs for a page that others' pages may show in a frame."""
    policy = "; ".join(f"{name} {sources}" for name, sources in {**_POLICY, "frame-ancestors": "*"}.items())
    return {"Content-Security-Policy": policy, "Cross-Origin-Resource-Policy": "cross-origin"}


def page_headers(image_source: str | None = None) -> dict[str, str]:
    """Return the headers of a page; `image_source` is what its map's pictures may come from beside us."""
    images = {"img-src": f"{_POLICY['img-src']} {image_source}"} if image_source else {}
    policy = "; ".join(f"{name} {sources}" for name, sources in {**_POLICY, **images}.items())
    return {"Content-Security-Policy": policy, **_HEADERS}
