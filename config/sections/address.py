"""The addresses and topic filters that settings name."""

import re
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import ip_network
from urllib.parse import SplitResult, quote, unquote, urlsplit

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
EMBEDDED = "embedded"  # in place of an address: the broker of `bysans run` and `bysans broker`
_MQTT_PORTS = {"mqtt": 1883, "mqtts": 8883, "unix": 0}


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where a broker listens: `host` is a path for a unix socket."""

    host: str
    port: int
    tls: bool
    unix: bool

    @property
    def on_this_machine(self) -> bool:
        """Whether nobody else can stand between it and us."""
        return self.unix or self.host in LOOPBACK


def parse_mqtt_url(url: str) -> BrokerAddress:
    """Read `mqtt://host:port`, `mqtts://host:port` or `unix:///path`. Raises ValueError saying what is wrong."""
    parts = urlsplit(url)
    if parts.scheme not in _MQTT_PORTS:
        raise ValueError(f"{url!r} must begin with mqtt://, mqtts:// or unix://")
    if parts.username or parts.password:
        raise ValueError("a broker's address carries no user or password: use mqtt.username and mqtt.password_file")
    if parts.scheme == "unix":
        return _unix(url, unquote(parts.netloc + parts.path))
    port = _port(parts, _MQTT_PORTS[parts.scheme])
    if not parts.hostname or not port or parts.path not in ("", "/"):
        raise ValueError(f"{url!r} must be {parts.scheme}://HOST or {parts.scheme}://HOST:PORT")
    return BrokerAddress(parts.hostname, port, tls=parts.scheme == "mqtts", unix=False)


def parse_listen(text: str) -> tuple[str, int]:
    """Read `HOST:PORT` (`[::1]:8000` for IPv6; port 0 takes a free one). Raises ValueError saying what is wrong."""
    parts = urlsplit(f"//{text}")
    port = _port(parts, None)
    if not parts.hostname or port is None or parts.path:
        raise ValueError(f"{text!r} must be HOST:PORT, such as 127.0.0.1:8000")
    return parts.hostname, port


def on_loopback(listen: str) -> bool:
    """Return whether only this machine reaches what listens on HOST:PORT. Raises ValueError when it is none."""
    return parse_listen(listen)[0] in LOOPBACK


def check_mqtt_url(url: str) -> str:
    """Return `url` when it is a broker's address or `embedded`. Raises ValueError."""
    if url != EMBEDDED:
        parse_mqtt_url(url)
    return url


def check_listen(text: str) -> str:
    """Return `text` when it is HOST:PORT. Raises ValueError."""
    parse_listen(text)
    return text


def check_http_url(url: str) -> str:
    """Return `url` when it is an HTTP address. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or _port(parts, 1) is None or parts.query or parts.fragment:
        raise ValueError("must be http://HOST or https://HOST, with a port and a path if it has them")
    return url


def check_contact(contact: str) -> str:
    """Return `contact` when it is an e-mail address or an HTTP address. Raises ValueError."""
    name, _, host = contact.partition("@")
    if name and host and not any(character in contact for character in "/:?&<> \t\n"):
        return contact
    try:
        return check_http_url(contact)
    except ValueError as error:
        raise ValueError("must be an e-mail address, or http://HOST or https://HOST with a path if it has one") from error


def check_proxy(text: str) -> str:
    """Return `text` when it is an address or network of proxies, or `*` for everybody. Raises ValueError."""
    try:
        if text != "*":
            ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError("must be an IP address, a network such as 172.16.0.0/12, or * to believe everybody") from error
    return text


def check_readings_url(url: str) -> str:
    """Return `url` when it is `sqlite`, a PostgreSQL's address or an InfluxDB's. Raises ValueError."""
    if url == "sqlite":
        return url
    if is_postgresql(url):
        _check_server(url)
        return url
    try:
        return check_http_url(url)
    except ValueError as error:
        raise ValueError(f"must be `sqlite`, postgresql://USER@HOST/DATABASE, or an InfluxDB's address: {error}") from error


def is_postgresql(url: str) -> bool:
    """Return whether `url` is a PostgreSQL's address."""
    return url.startswith(("postgresql://", "postgresql+psycopg://"))


def check_state_url(url: str) -> str:
    """Return `url` when it is a state store's address. Raises ValueError."""
    file = url.startswith("sqlite:///") and url.removeprefix("sqlite:///") not in ("", ":memory:")
    if not file and not is_postgresql(url):
        raise ValueError("must be sqlite:////PATH/state.db (with four strokes) or postgresql+psycopg://USER:PASSWORD@HOST/DATABASE")
    if not file:
        _check_server(url)
    return re.sub(r"^postgresql://", "postgresql+psycopg://", url)


def with_password(url: str, password: str) -> str:
    """Return a server's address with the password beside its user's name, unless it has one already."""
    parts = urlsplit(url)
    if parts.password is not None:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}").geturl()


def check_topic_filter(topic: str) -> str:
    """Return `topic` when a broker takes a subscription to it (MQTT 5, section 4.7.1). Raises ValueError."""
    *above, last = topic.split("/")
    if not topic or "\0" in topic or "#" in "".join(above) or (last != "#" and "#" in last):
        raise ValueError("must be a topic filter: `#` stands alone, and last")
    if any("+" in level and level != "+" for level in (*above, last)):
        raise ValueError("must be a topic filter: `+` stands alone between strokes")
    return topic


def _check_server(url: str) -> None:
    """Raise ValueError where the address can be read in two ways, or PostgreSQL's driver is not installed."""
    if _port(urlsplit(url), 1) is None or url.count("@") > 1:
        raise ValueError("must name HOST or HOST:PORT once; in user and password write `:` as %3A, `/` as %2F and `@` as %40")
    if find_spec("psycopg") is None:
        raise ValueError("needs PostgreSQL's driver, which is not installed: pip install '.[postgresql]'")


def _port(parts: SplitResult, default: int | None) -> int | None:
    """Return the port that is named, `default` where none is, None where it is no port."""
    try:
        return default if parts.port is None else parts.port
    except ValueError:
        return None


def _unix(url: str, path: str) -> BrokerAddress:
    if not path.startswith("/"):
        raise ValueError(f"{url!r} must be unix:///PATH")
    return BrokerAddress(path, 0, tls=False, unix=True)
