"""Who is told is checked when the settings are read: a wrong receiver, route or hour is named there and then."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.sections.alert_settings import Alerts

DUTY = {"email": "duty@kommune.example"}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"receivers": {"duty": {}}}, "one of email, webhook and apprise_file"),
        ({"receivers": {"duty": {**DUTY, "webhook": "https://x.example", "secret_file": "s"}}}, "one of email"),
        ({"receivers": {"duty": {"email": "duty, else@kommune.example"}}}, "not one e-mail address"),
        ({"receivers": {"duty": {"webhook": "https://x.example"}}}, "secret_file"),
        ({"receivers": {"duty": {"webhook": "ftp://x.example", "secret_file": "s"}}}, "http"),
        ({"receivers": {"duty": {"webhook": "https://x.example:0/hook", "secret_file": "s"}}}, "port of 1 to 65535"),
        ({"receivers": {"duty": {"webhook": "https://x.example:70000/hook", "secret_file": "s"}}}, "Port out of range"),
        ({"receivers": {"duty": {**DUTY, "quiet_hours": "22-07"}}}, "22:00-07:00"),
        ({"receivers": {"på vakt": DUTY}}, "must be named"),
        ({"receivers": {"duty": DUTY}, "routes": [{"receivers": ["dutty"]}]}, "'dutty', which there is none of; there are duty"),
        ({"smtp": {"username": "u"}}, "starttls or tls"),
        ({"private_webhooks": ["10.0.0.0/33"]}, "private_webhooks"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_told(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        Alerts.model_validate(settings)
    assert words in str(wrong.value)
