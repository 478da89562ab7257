"""Replays quarantined readings: appends them to the log as they were received, so that they go the same way again."""

from ingest.log.log import Log
from ingest.log.record import encode
from ingest.messages import REPLAY
from storage.state import jobs, leases
from storage.state.engine import State
from storage.state.ingest import quarantine

_BATCH = 500
_LEASE_MS = 10_000


def replay_waiting(state: State, log: Log, holder: str, now: int) -> int:
    """Take waiting replay jobs; return how many readings were appended. Raises StateAwayError or LogFullError.

    What dies between the two steps is appended twice: its time is that of its first arrival, so nothing is doubled. Of several
    processes one takes them: `holder` tells them apart, `now` is ms UTC.
    """
    with state.read() as connection:
        if not jobs.waiting(connection, jobs.REPLAY, 1):
            return 0
    with state.begin() as connection:
        if not leases.hold(connection, jobs.REPLAY, holder, now, _LEASE_MS):
            return 0
        requests = jobs.waiting(connection, jobs.REPLAY, _BATCH)
        row_ids = dict.fromkeys(job.key for job in requests)  # who asks twice before we come gets one replay
        rows = [row for key in row_ids if (row := quarantine.get(connection, key))]
    if rows:
        log.append([encode(row.received_at, row.topic, row.payload, REPLAY) for row in rows])
    with state.begin() as connection:
        quarantine.remove(connection, [row.id for row in rows])
        jobs.done(connection, [job.id for job in requests])
    return len(rows)
