"""Over TLS a bulk connection carries as over TCP: all is answered for in order, also over a restart, and only with our own authority."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators.send.bulk_publisher import WRITE_AT, BulkPublisher
from simulators.send.destination import Account
from simulators.send.publisher import Counts, PublisherError
from tests.real_parts.certificate import make_certificate
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import free_port

pytestmark = pytest.mark.real("mosquitto")
SETTINGS = """\
listener {port} 127.0.0.1
listener {tls} 127.0.0.1
certfile {own.file}
keyfile {own.key}
allow_anonymous true
max_queued_messages 0
user root
"""
MANY = 20_000
LARGE = b"x" * 4 * WRITE_AT  # far more than a TLS record or a socket's buffer takes at once


class Secure(Mosquitto):
    """A broker with TLS on a port of its own; `certificate` is its authority."""

    def __init__(self, folder: Path) -> None:
        port, tls = free_port(), free_port()
        own = make_certificate(folder)
        super().__init__(folder, port=port, config=SETTINGS.format(port=port, tls=tls, own=own))
        self.certificate, self.secure_url = own.file, f"mqtts://localhost:{tls}"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Secure]:
    with Secure(tmp_path) as started:
        yield started


def connected(broker: Secure, answered: list[int], **more: object) -> BulkPublisher:
    account = Account(client_id="bulk", ca_file=broker.certificate)
    return BulkPublisher(broker.secure_url, account, acknowledged=answered.extend, **more)  # type: ignore[arg-type]


def test_all_is_answered_for_also_over_a_restart(broker: Secure) -> None:
    answered: list[int] = []
    with connected(broker, answered) as publisher:
        for number in range(MANY):
            assert publisher.publish(number, "bysans/v1/air/one", b"%d" % number)
            if number == MANY // 2:
                broker.restart()
        assert publisher.drain(240)
        assert publisher.counts == Counts(sent=MANY, acknowledged=MANY)
        assert publisher.reconnects >= 1
    assert sorted(answered) == list(range(MANY))


def test_messages_larger_than_a_record_are_answered_for_in_order(broker: Secure) -> None:
    answered: list[int] = []
    with connected(broker, answered) as publisher:
        for number in range(40):
            assert publisher.publish(number, "bysans/v1/air/one", LARGE)
        assert publisher.drain(240)
    assert answered == list(range(40))


def test_a_broker_whose_authority_is_not_ours_gets_nothing(broker: Secure) -> None:
    stranger = BulkPublisher(broker.secure_url, Account(client_id="bulk"), acknowledged=lambda _: None, patience_s=1)
    with pytest.raises(PublisherError, match=r"not connected within 1 s \(.*certificate verify failed"), stranger:
        raise AssertionError("took a certificate that nobody vouches for")


def test_what_speaks_no_tls_is_told(broker: Secure) -> None:
    account = Account(client_id="bulk", ca_file=broker.certificate)
    plain = BulkPublisher(f"mqtts://localhost:{broker.port}", account, acknowledged=lambda _: None, patience_s=1)
    with pytest.raises(PublisherError, match="is the broker running, and is this its address"), plain:
        raise AssertionError("spoke TLS with a broker that has none there")
