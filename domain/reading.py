"""A reading, and the reasons why a message cannot be used as one."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from domain.duration import DAY, MINUTE

YEAR_2000 = 946_684_800_000  # ms UTC: no reading is older (contract: ancient_time)
AHEAD_MS = 5 * MINUTE  # a device's clock may run so far ahead of ours (contract: future_time)
BACKFILL_AGE = DAY  # ms: received later than this after its time, a reading is kept and counted, and nobody can act on it (contract)


class TimeSource(StrEnum):
    """Whose clock gave a reading its time, best first."""

    DEVICE = "device"
    GATEWAY = "gateway"
    NETWORK = "network"
    RECEIVED = "received"


class Reading(NamedTuple):
    """Values that one device measured at one time.

    `time`: milliseconds since 1970 UTC. `values`: by parameter, in the contract's units (µg/m³, °C, mm, …), never empty,
    as the device sent them: sentinels stay, quality is judged apart.
    """

    device_id: str
    time: int
    values: Mapping[str, float]
    time_source: TimeSource = TimeSource.DEVICE


def is_backfill(time: int, received_at: int) -> bool:
    """Return whether what was measured at `time` came too late to raise an alert or a trigger; both in ms UTC."""
    return received_at - time > BACKFILL_AGE


class Reason(StrEnum):
    """Why a reading stands in quarantine (contract: "From devices")."""

    NOT_JSON = "not_json"
    BAD_ENCODING = "bad_encoding"
    TOO_LARGE = "too_large"
    SCHEMA = "schema"
    OUT_OF_RANGE = "out_of_range"
    UNKNOWN_DEVICE = "unknown_device"
    ID_MISMATCH = "id_mismatch"
    FUTURE_TIME = "future_time"
    ANCIENT_TIME = "ancient_time"
    BEYOND_RETENTION = "beyond_retention"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_MODEL = "unknown_model"
    DECODE_FAILED = "decode_failed"
    STORE_REJECTED = "store_rejected"


class Rejection(NamedTuple):
    """One reading that cannot be used as it is.

    `detail`: a sentence that names field and value. `payload`: the reading's own bytes (an array's element alone), so that
    a replay never touches its siblings. `device_id`: who sent it, as far as it could be told.
    """

    reason: Reason
    detail: str
    payload: bytes
    device_id: str | None = None
