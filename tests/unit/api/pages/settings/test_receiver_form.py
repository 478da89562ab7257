"""A form becomes a person exactly as it was chosen, and says what is wrong in it."""

from api.pages.frame.registry_now import registry_now
from api.pages.settings.receiver_form import ReceiverForm, empty_form, form_of, person_of
from config.sections.own_receivers import OwnReceiver
from tests.unit.api.pages.things import NOW, SITE, a_bin, device, registry

PRESENT = registry_now(registry(SITE, a_bin("b1"), device("d1", "s", name="Torget")), NOW)
KARI = OwnReceiver(
    name="Kari", email="kari@kommune.example", kinds=("air", "bin"), least_severity="warning", places=("b1",), hours="07:00-15:00",
    quiet_hours="22:00-06:00", monthly_effects=True,
)  # fmt: skip


def test_a_person_comes_back_from_their_form_unchanged() -> None:
    assert person_of(form_of(KARI, PRESENT).fields, PRESENT) == KARI
    bare = OwnReceiver(name="Ola", email="ola@kommune.example", alerts=False)
    assert person_of(form_of(bare, PRESENT).fields, PRESENT) == bare


def test_an_empty_form_wants_every_alert_and_lacks_a_name_and_an_address() -> None:
    form = person_of({**empty_form().fields, "name": [""], "email": ["kari"]}, PRESENT)
    assert isinstance(form, ReceiverForm)
    assert form.wrong == {"name", "email"}
    assert form.chosen("alerts", "on")


def test_a_place_that_several_things_or_none_are_called_is_told() -> None:
    form = person_of({**form_of(KARI, PRESENT).fields, "places": ["B1\nTorget\nNowhere\ns"]}, PRESENT)
    assert isinstance(form, ReceiverForm)
    assert (set(form.wrong), list(form.unknown)) == ({"places"}, ["Torget", "Nowhere"])
    assert (form.text("name"), list(form.meant)) == ("Kari", [])


def test_a_name_that_is_nearly_one_is_asked_about() -> None:
    form = person_of({**form_of(KARI, PRESENT).fields, "places": ["Torgett"]}, PRESENT)
    assert isinstance(form, ReceiverForm)
    assert list(form.meant) == ["Torget"]


def test_half_a_span_of_hours_is_wrong() -> None:
    form = person_of({**form_of(KARI, PRESENT).fields, "until": [""]}, PRESENT)
    assert isinstance(form, ReceiverForm)
    assert form.wrong == {"hours"}
