"""Each receiver has the channel that its settings name."""

from pathlib import Path

import pytest

from config.sections.alert_settings import Alerts, Receiver
from watch.notify.apprise_channel import AppriseChannel
from watch.notify.channel import Channel
from watch.notify.channels import channels_of
from watch.notify.email import EmailChannel
from watch.notify.webhook import WebhookChannel


@pytest.mark.parametrize(
    ("settings", "channel"),
    [
        ({"email": "duty@kommune.example"}, EmailChannel),
        ({"email": "duty@kommune.example", "secret_file": Path("secret")}, EmailChannel),
        ({"webhook": "https://example.org/hook", "secret_file": Path("secret")}, WebhookChannel),
        ({"apprise_file": Path("apprise")}, AppriseChannel),
        ({"apprise_file": Path("apprise"), "secret_file": Path("secret")}, AppriseChannel),
    ],
)
def test_a_receivers_channel_is_the_one_that_its_settings_name(settings: dict[str, object], channel: type[Channel]) -> None:
    channels = channels_of(Alerts(receivers={"duty": Receiver.model_validate(settings)}), lambda: 0)
    assert {name: type(channel_) for name, channel_ in channels.items()} == {"duty": channel}
