"""What ingest does now and then: say how it is, replay, and forget what is old."""

from collections.abc import Callable
from dataclasses import dataclass

from config.settings import Settings
from ingest.health import Health
from ingest.inbox import Inbox
from ingest.log import Log
from ingest.recorder import Recorder
from ingest.session import Session
from storage.state import counters, heartbeats, quarantine, recent
from storage.state.engine import State

_DAY_MS = 86_400_000
_DIGESTS_KEPT_MS = _DAY_MS  # contract, "Counting": the same device, seq and values within 24 h
