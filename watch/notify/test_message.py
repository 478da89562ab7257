"""What does a test message say?"""

from config.texts import Language
from domain import rfc3339
from storage.state.alerts.outbox import Notification
from watch.notify.texts import words


def trial_message(job: int, receiver: str, language: Language, now: int) -> Notification:
    """Return the message of a test that was asked for by job number `job`; `now` in ms UTC."""
    text = words(language)
    body = {
        "subject": f"Bysans: {text('event.test')}",
        "text": text("line.test"),
        "payload": {"type": "test", "timestamp": rfc3339.write(now), "data": {"text": text("line.test")}},
    }
    key = f"test-{job}-{now}"
    return Notification(id=f"{key}.{receiver}", alert=key, number=0, receiver=receiver, body=body, created_at=now, next_at=now)
