"""Register a simulated scene in the service over its HTTP API, as any owner of devices would."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from time import monotonic
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

from domain.device import Kind
from simulators.scene import Body, Scene
from simulators.send.absence import Absence, Tell, tell_nobody

TIMEOUT_S = 10
MOST_BYTES = 16 * 1024 * 1024
RETRY_S = 0.5
_LEAST_S = 1.0  # a question that is asked with no patience left has a chance still


class RegistrationError(Exception):
    """The service cannot be reached or refuses a registration; the message says what and what to do."""


class NotRegisteredError(RegistrationError):
    """The service knows no such thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryClient:
    """The service's registry at `url` (such as `http://127.0.0.1:8000`), opened with `key` (scope `devices`).

    `wait`: waits for seconds and returns False when to give up. `patience_s`: how long to wait for a service that is starting;
    `tell` says so meanwhile.
    Raises ValueError when `url` is not http or https, or `key` cannot be one.
    """

    url: str
    key: str
    wait: Callable[[float], bool]
    patience_s: float = 60
    tell: Tell = tell_nobody

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise ValueError(f"the API's address must begin with http:// or https://, got {self.url!r}")
        if not self.key.isascii() or not self.key.isprintable() or not self.key.strip():
            raise ValueError("the key is empty or has characters that no key has; give the key alone, on one line")

    def register(self, scene: Scene) -> int:
        """Put what is missing or different, places before the devices that stand in them; return how many. Raises RegistrationError."""
        kinds = (("sites", scene.sites), ("bins", scene.bins), ("devices", scene.devices))
        return sum(self._put_different(kind, bodies) for kind, bodies in kinds)

    def _put_different(self, kind: str, bodies: Mapping[str, Body]) -> int:
        """Put only what differs: a PUT opens a new version in time."""
        registered = self._list(kind) if bodies else {}
        different = [id_ for id_, body in bodies.items() if not _same(body, registered.get(id_, {}))]
        for id_ in different:
            self.call("PUT", f"{kind}/{quote(id_, safe='')}", bodies[id_])
        return len(different)

    def _list(self, kind: str) -> dict[str, Body]:
        bodies: dict[str, Body] = {}
        query: dict[str, str] = {}
        while True:
            page = self.call("GET", f"{kind}?{urlencode(query)}")
            if not isinstance(page, dict) or "items" not in page:
                raise RegistrationError(f"{self.url} is not a Bysans API; give --api the address of its HTTP API")
            bodies |= {item["id"]: item for item in page["items"]}
            if not page.get("next_cursor"):
                return bodies
            query["cursor"] = page["next_cursor"]

    def kind_of(self, device_id: str) -> Kind | None:
        """Return the kind of a registered device, None for one that is not. Raises RegistrationError."""
        try:
            kind: Kind = self.call("GET", f"devices/{quote(device_id, safe='')}")["kind"]
        except NotRegisteredError:
            return None
        return kind

    def call(self, method: str, path: str, body: Body | Sequence[Body] | None = None, once: str | None = None) -> Any:
        """Ask the service and return its answer; `once`: an Idempotency-Key. Raises RegistrationError."""
        deadline, absence = monotonic() + self.patience_s, Absence(self.tell)
        while True:
            try:
                return self._once(method, path, body, once, max(_LEAST_S, min(TIMEOUT_S, deadline - monotonic())))
            except HTTPError as error:
                with error:
                    if error.code != 503 or monotonic() > deadline:
                        refusal = NotRegisteredError if error.code == 404 else RegistrationError
                        raise refusal(self._refused(method, path, error)) from error
                    absence.away(f"{self.url} cannot serve us now (503)")
            except (URLError, OSError, HTTPException) as error:
                reason = getattr(error, "reason", error)
                if monotonic() > deadline:
                    raise RegistrationError(f"{self.url} does not answer ({reason}); is the service running there? see --api") from error
                absence.away(f"{self.url} does not answer ({reason})")
            if not self.wait(RETRY_S):
                raise RegistrationError(f"stopped while waiting for {self.url}")

    def _once(self, method: str, path: str, body: Body | Sequence[Body] | None, once: str | None, timeout_s: float) -> Any:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        headers |= {"Idempotency-Key": once} if once else {}
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url.rstrip('/')}/api/v1/{path}", data=data, headers=headers, method=method)  # noqa: S310 - http(s) only
        with urlopen(request, timeout=timeout_s) as answer:  # noqa: S310 - checked at birth
            text = answer.read(MOST_BYTES)
        try:
            return json.loads(text) if text else None
        except ValueError as error:
            raise RegistrationError(f"{self.url} does not answer with JSON; give --api the address of Bysans' HTTP API") from error

    def _refused(self, method: str, path: str, error: HTTPError) -> str:
        if error.code in (401, 403):
            return f"{self.url} refuses the key ({error.code}): give --register a key with the scope `devices` (`bysans keys create`)"
        return f"{self.url} refuses {method} /api/v1/{path} ({error.code}): {_detail(error)}"


def _same(body: Body, registered: Body) -> bool:
    """Return whether what is registered already has all that we would put; the order of tags does not matter."""
    return all(_comparable(registered.get(name)) == _comparable(value) for name, value in body.items())


def _comparable(value: object) -> object:
    return set(value) if isinstance(value, list) else value


def _detail(error: HTTPError) -> str:
    """Return the detail of a problem document (RFC 9457), else the HTTP reason."""
    try:
        problem = json.loads(error.read(MOST_BYTES))
    except (ValueError, OSError, HTTPException):
        return error.reason
    return str(problem.get("detail") or problem.get("title") or problem) if isinstance(problem, dict) else str(problem)
