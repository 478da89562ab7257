"""People of the pages stand beside the file's receivers and change nothing of what the file says of those."""

import pytest
from pydantic import ValidationError

from config.sections.alert_settings import Alerts, Receiver
from config.sections.own_receivers import OwnReceiver, own_receivers, with_own

KARI = OwnReceiver(name="Kari", email="kari@kommune.example", kinds=("air",), least_severity="critical")


def test_a_file_without_routes_still_sends_its_own_receivers_everything() -> None:
    joined = with_own(Alerts(receivers={"duty": Receiver(email="duty@kommune.example")}), {"kari": KARI})
    assert [(route.receivers, route.kinds, route.least_severity) for route in joined.routes] == [
        (("duty",), (), "info"),
        (("kari",), ("air",), "critical"),
    ]
    assert joined.receivers["kari"] == Receiver(email="kari@kommune.example")


def test_without_people_of_the_pages_the_file_is_as_it_is() -> None:
    file = Alerts(receivers={"duty": Receiver(email="duty@kommune.example")})
    assert with_own(file, {}) is file
    assert with_own(file, {"duty": KARI}) is file  # the file's own receiver stands


def test_who_only_gets_the_month_gets_no_alerts() -> None:
    joined = with_own(Alerts(), {"kari": KARI.model_copy(update={"alerts": False, "monthly_effects": True})})
    assert joined.routes == ()
    assert (joined.receivers["kari"].alerts, joined.receivers["kari"].monthly_effects) == (False, True)


def test_people_are_read_as_they_are_stored() -> None:
    assert own_receivers({"kari": KARI.model_dump(mode="json")}) == {"kari": KARI}


@pytest.mark.parametrize("wrong", [{"email": "kari"}, {"name": ""}, {"hours": "7-15"}, {"kinds": ["water"]}, {"name": "a\nb"}])
def test_a_person_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        OwnReceiver.model_validate({"name": "Kari", "email": "kari@kommune.example", **wrong})


def test_a_months_effects_go_by_email_only() -> None:
    with pytest.raises(ValidationError, match="monthly_effects is an e-mail"):
        Receiver.model_validate({"webhook": "https://example.org/x", "secret_file": "s", "monthly_effects": True})
