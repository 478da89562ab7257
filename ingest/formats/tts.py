"""Reads the messages of The Things Stack v3."""

from collections.abc import Mapping

from domain.reading import Reason
from ingest.formats.message import ParsedMessage, UnreadableError, Uplink, describe
from ingest.formats.network import integer, objects, part, port_of, text
from ingest.formats.normalized import read_normalized
from ingest.formats.signal import rssi, snr, strongest
from ingest.formats.uplink import from_base64
from ingest.formats.uplink_time import uplink_time


def read(body: Mapping[str, object], device_id: str, received_at: int) -> ParsedMessage | None:
    """Read an uplink; None when it carries nothing but the network's own housekeeping.

    Zero values are left out by the network, so an absent `f_cnt` is 0. Raises UnreadableError: schema or id_mismatch.
    """
    ids, uplink = part(body, "end_device_ids"), part(body, "uplink_message")
    if not uplink:
        raise UnreadableError(Reason.SCHEMA, "uplink_message is missing: this is no uplink of The Things Stack v3")
    named = text(ids, "device_id")
    if named is not None and named != device_id:
        raise UnreadableError(Reason.ID_MISMATCH, f"end_device_ids.device_id is {describe(named)}, but the topic is that of {device_id}")
    data, decoded = from_base64(uplink.get("frm_payload"), "uplink_message.frm_payload"), part(uplink, "decoded_payload")
    port = port_of(uplink, "f_port", has_payload=bool(data or decoded))
    if port == 0 or not (data or decoded):
        return None
    signals = strongest(objects(uplink, "rx_metadata"))
    dev_eui = (text(ids, "dev_eui") or "").lower() or None
    by_network = [received for received in (uplink.get("received_at"), body.get("received_at")) if received]
    time, source, network_time = uplink_time(
        [signal.get("time") for signal in signals], by_network or [signal.get("received_at") for signal in signals], received_at
    )
    session, counter = text(uplink, "session_key_id") or "", integer(uplink, "f_cnt")
    best, normalized = (signals[0] if signals else {}), read_normalized(uplink.get("normalized_payload"))
    model = _model(part(uplink, "version_ids"))
    received = Uplink(port, data, decoded, rssi(best), model, normalized, counter, session, snr(best))
    identity = (dev_eui or device_id, session, counter)
    return ParsedMessage(device_id, time, source, identity, None, dev_eui, received, network_time)


def _model(version: Mapping[str, object]) -> str | None:
    brand, model = text(version, "brand_id"), text(version, "model_id")
    return f"{brand}/{model}" if brand and model else None
