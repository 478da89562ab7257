"""Reads the bytes of Milesight's sensors: channel, type and value, again and again."""

from collections.abc import Mapping
from functools import partial
from struct import calcsize, unpack

from ingest.formats.message import Measurements, Record
from ingest.formats.milesight_channels import (
    AM319,
    EM310,
    EM400,
    EM500,
    FIRST_ALARM_ID,
    STATUS_IDS,
    STATUS_SIZES,
    TYPE_SIZES,
    ChannelLayout,
    Channels,
    HistoryLayout,
)
from ingest.formats.uplink_decoder import UplinkDecoder


def _decode(channels: Channels, units: Mapping[str, str], data: bytes, _port: int) -> Measurements:
    """Read channel by channel. An unknown one is skipped and named if its length is known; else what stood before it is all there is."""
    values: dict[str, float] = {}
    history: list[Record] = []
    unknown: list[str] = []
    at = 0
    while at < len(data):
        key = (data[at], data[at + 1] if at + 1 < len(data) else -1)
        channel = channels.get(key)
        size = _size(key, channel)
        if size is None:
            partial_ = f"byte {at} begins an unknown channel: {data[at : at + 2].hex(' ')}"
            return Measurements(values, units, tuple(unknown), partial_, tuple(history))
        value = data[at + 2 : at + 2 + size]
        if len(value) < size:
            partial_ = f"byte {at} begins a channel that is cut short: {data[at:].hex(' ')}"
            return Measurements(values, units, tuple(unknown), partial_, tuple(history))
        if isinstance(channel, HistoryLayout):
            history.append(_record(channel, value))
        elif channel is None:
            if key[0] not in STATUS_IDS:
                unknown.append(f"channel {data[at : at + 2].hex(' ')}")
        elif channel.parameter is not None:
            values[channel.parameter] = int.from_bytes(value[: channel.width], "little", signed=channel.signed) / channel.over
        at += 2 + size
    return Measurements(values, units, tuple(unknown), None, tuple(history))


def _size(key: tuple[int, int], channel: ChannelLayout | HistoryLayout | None) -> int | None:
    """Return how many bytes follow the channel's two, None when nobody knows."""
    if channel is not None:
        return calcsize(channel.layout) if isinstance(channel, HistoryLayout) else channel.size
    channel_id, type_ = key
    if channel_id in STATUS_IDS:
        return STATUS_SIZES.get(type_)
    return TYPE_SIZES.get(type_) if channel_id < FIRST_ALARM_ID else None


def _record(history: HistoryLayout, data: bytes) -> Record:
    seconds, *numbers = unpack(history.layout, data)
    values = {field[0]: number / field[1] for field, number in zip(history.values, numbers, strict=True) if field is not None}
    return Record(seconds * 1000, values)


DECODERS: Mapping[str, UplinkDecoder] = {
    "milesight-em400": partial(_decode, EM400, {}),
    "milesight-em310": partial(_decode, EM310, {}),
    "milesight-em500": partial(_decode, EM500, {}),
    "milesight-am319": partial(_decode, AM319, {"o3": "ppm"}),
}
