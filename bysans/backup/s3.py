"""Keeps a backup's objects in a bucket of S3, or of what speaks like it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from bysans.backup.failure import BackupError


class Bucket:
    """A place (the Protocol) at `s3://BUCKET/PREFIX`; an object that is put is there whole or not at all.

    `endpoint`: the server, where it is not Amazon's. Keys that are not given come from the environment (`AWS_…`) or the machine's role.
    """

    def __init__(
        self, url: str, *, endpoint: str | None = None, region: str, access_key: str | None = None, secret_key: str | None = None
    ) -> None:
        parts = urlsplit(url)
        self._url = url
        self._prefix = parts.path.strip("/")
        keys = {"access_key_id": access_key, "secret_access_key": secret_key, "endpoint": endpoint}
        self._store = S3Store(
            parts.netloc,
            region=region,
            client_options={"allow_http": (endpoint or "").startswith("http://"), "timeout": timedelta(seconds=60)},
            retry_config={"max_retries": 5, "retry_timeout": timedelta(seconds=60)},
            **{name: value for name, value in keys.items() if value is not None},  # type: ignore[arg-type]
        )

    def put(self, name: str, data: bytes) -> None:
        """Keep an object; see the Protocol."""
        with self._telling(name):
            self._store.put(self._path(name), data)

    def get(self, name: str) -> bytes:
        """Return an object; see the Protocol."""
        with self._telling(name):
            return bytes(self._store.get(self._path(name)).bytes())

    def names(self, prefix: str) -> set[str]:
        """Return the names; see the Protocol."""
        with self._telling(prefix):
            listed = [str(item["path"]) for page in self._store.list(self._path(prefix.rstrip("/"))) for item in page]
        return {path.removeprefix(self._prefix).lstrip("/") for path in listed}

    def remove(self, name: str) -> None:
        """Remove an object; see the Protocol."""
        with self._telling(name):
            try:
                self._store.delete(self._path(name))
            except NotFoundError:
                return

    def _path(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name

    @contextmanager
    def _telling(self, name: str) -> Iterator[None]:
        try:
            yield
        except (BaseError, OSError) as error:
            words = " ".join(str(error).split())[:300]
            raise BackupError(f"{self._url}: {name} cannot be used ({words}): see backup.to and backup.s3_*") from error
