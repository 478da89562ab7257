"""A small S3 server of the tests' own on loopback: one bucket in memory, every request's signature checked (AWS Signature Version 4)."""

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

_PAGE = 50  # names a listing gives at once, few so that paging is tried


@dataclass
class S3:
    """What the server holds, and by which key.

    `broken`: answers 503 while it is set. `sends_on_to`: where every request is redirected.
    `asked_with`: each request's headers, their names in lower case.
    """

    bucket: str = "kommune"
    access_key: str = "AKIATEST"
    secret_key: str = "s3cret/key+with=signs"
    objects: dict[str, bytes] = field(default_factory=dict)
    refused: int = 0
    broken: bool = False
    sends_on_to: str | None = None
    asked_with: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


@contextmanager
def s3_server() -> Iterator[S3]:
    """Run a server."""
    s3 = S3()

    class Handler(_Handler):
        server_holds = s3

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    s3.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield s3
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one packet: in two, the second waits for the client's delayed acknowledgement
    server_holds: S3

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if name := self._object(body):
            self.server_holds.objects[name] = body
            self._answer(200, headers={"ETag": f'"{hashlib.md5(body).hexdigest()}"'})

    def do_GET(self) -> None:
        name = self._object()
        if name == "":
            self._answer(200, self._listing())
        elif name is not None:
            self._give(name)

    do_HEAD = do_GET  # noqa: N815 - as the base class calls it

    def do_DELETE(self) -> None:
        if name := self._object():
            self.server_holds.objects.pop(name, None)
            self._answer(204)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self._object(body) == "":  # several are deleted at once
            names = [part.partition("</Key>")[0] for part in body.decode().split("<Key>")[1:]]
            for name in names:
                self.server_holds.objects.pop(name, None)
            deleted = "".join(f"<Deleted><Key>{escape(name)}</Key></Deleted>" for name in names)
            self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _object(self, body: bytes = b"") -> str | None:
        """Return the name that is asked for, "" for the bucket itself, None where the request was refused and answered."""
        bucket, _, name = unquote(urlsplit(self.path).path).lstrip("/").partition("/")
        self.server_holds.asked_with.append({key.lower(): value for key, value in self.headers.items()})
        if self.server_holds.sends_on_to is not None:
            self._answer(307, headers={"Location": self.server_holds.sends_on_to + self.path})
        elif self.server_holds.broken:
            self._answer(503, b"<Error><Code>SlowDown</Code></Error>")
        elif not _is_signed(self, body, self.server_holds):
            self.server_holds.refused += 1
            self._answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        elif bucket != self.server_holds.bucket:
            self._answer(404, b"<Error><Code>NoSuchBucket</Code></Error>")
        else:
            return name
        return None

    def _give(self, name: str) -> None:
        data = self.server_holds.objects.get(name)
        if data is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._answer(200, data, {"ETag": f'"{hashlib.md5(data).hexdigest()}"', "Last-Modified": "Mon, 30 Nov 2026 10:00:00 GMT"})

    def _listing(self) -> bytes:
        query = dict(parse_qsl(urlsplit(self.path).query))
        names = sorted(name for name in self.server_holds.objects if name.startswith(query.get("prefix", "")))
        rest = [name for name in names if name > query.get("continuation-token", "")]
        page = rest[:_PAGE]
        items = "".join(
            f"<Contents><Key>{escape(name)}</Key><LastModified>2026-11-30T10:00:00.000Z</LastModified>"
            f'<ETag>"x"</ETag><Size>{len(self.server_holds.objects[name])}</Size></Contents>'
            for name in page
        )
        more = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if len(rest) > len(page) else ""
        return f"<ListBucketResult><IsTruncated>{str(bool(more)).lower()}</IsTruncated>{more}{items}</ListBucketResult>".encode()

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()


def _is_signed(request: BaseHTTPRequestHandler, body: bytes, s3: S3) -> bool:
    """Return whether the request is signed with the key (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html)."""
    kind, _, rest = request.headers.get("Authorization", "").partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
    if kind != "AWS4-HMAC-SHA256" or not {"Credential", "SignedHeaders", "Signature"} <= set(parts):
        return False
    access_key, *scope = parts["Credential"].split("/")
    content = request.headers["x-amz-content-sha256"]
    if access_key != s3.access_key or content not in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()):
        return False
    address, names = urlsplit(request.path), parts["SignedHeaders"].split(";")
    query = sorted((quote(key, safe="-_.~"), quote(value, safe="-_.~")) for key, value in parse_qsl(address.query, keep_blank_values=True))
    canonical = "\n".join(
        [
            request.command,
            quote(unquote(address.path), safe="/-_.~"),
            "&".join(f"{key}={value}" for key, value in query),
            *(f"{name}:{request.headers[name].strip()}" for name in names),
            "",
            parts["SignedHeaders"],
            content,
        ]
    )
    key = f"AWS4{s3.secret_key}".encode()
    for part in scope:
        key = hmac.digest(key, part.encode(), "sha256")
    to_sign = "\n".join([kind, request.headers["x-amz-date"], "/".join(scope), hashlib.sha256(canonical.encode()).hexdigest()])
    return hmac.compare_digest(hmac.digest(key, to_sign.encode(), "sha256").hex(), parts["Signature"])
