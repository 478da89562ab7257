"""The message that tries a receiver out."""

from config.texts import Language
from domain import rfc3339
from storage.state.alerts.outbox import Notification
from watch.notify.texts import message_texts


def trial_message(job: int, receiver: str, language: Language, now: int) -> Notification:
    """Return the message of the test that job number `job` asks for; `now` in ms UTC."""
    texts = message_texts(language)
    text = texts("line.test")
    body = {
        "subject": f"Bysans: {texts('event.test')}",
        "text": text,
        "payload": {"type": "test", "timestamp": rfc3339.write(now), "data": {"text": text}},
    }
    key = f"test-{job}-{now}"
    return Notification(id=f"{key}.{receiver}", alert=key, number=0, receiver=receiver, body=body, created_at=now, next_at=now)
