"""Find out which version of MQTT a broker speaks: 5 where it does, else 3.1.1."""

import ssl
from contextlib import closing
from time import monotonic, sleep

from config.sections.address import BrokerAddress, parse_mqtt_url
from simulators.send import mqtt_packets as packets
from simulators.send.broker_socket import open_broker_socket
from simulators.send.destination import Account
from simulators.send.publisher import Protocol, PublisherError

_RETRY_S = 0.5
_KEEPALIVE_S = 20


def spoken_protocol(url: str, account: Account, *, patience_s: float = 30) -> Protocol:
    """Return the newest version that the broker at `url` speaks, waiting for one that is still starting.

    Raises PublisherError when nothing answers, ValueError for a wrong address or a `ca_file` without certificates.
    """
    address, end = parse_mqtt_url(url), monotonic() + patience_s
    tls = account.tls() if address.tls else None
    while True:
        try:
            return _asked(address, tls, account)
        except OSError as error:
            if monotonic() > end:
                raise PublisherError(
                    f"{url}: not connected within {patience_s:g} s ({error}); is the broker running? see --mqtt"
                ) from error
        sleep(_RETRY_S)


def _asked(address: BrokerAddress, tls: ssl.SSLContext | None, account: Account) -> Protocol:
    with closing(open_broker_socket(address, tls)) as connection:
        try:
            connection.sendall(packets.connect(account.client_id, account.username, account.password, _KEEPALIVE_S, v5=True))
            answer = connection.recv(4)
            connection.sendall(packets.DISCONNECT)
        except OSError:  # it hung up, as brokers do on what they do not understand
            return "3.1.1"
    return "3.1.1" if packets.refuses_v5(answer) else "5"
