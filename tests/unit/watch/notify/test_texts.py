"""Every text stands in both languages, and numbers and times are written as their readers write them."""

from config.catalogue import load_catalogue
from watch.notify.texts import message_texts

NOON = 1_767_268_800_000  # 2026-01-01 12:00 UTC


def test_both_languages_have_the_same_texts_with_the_same_gaps() -> None:
    assert message_texts("nb").keys() == message_texts("en").keys()


def test_every_parameter_has_a_name() -> None:
    for language in ("nb", "en"):
        assert {f"parameter.{name}" for name in load_catalogue().parameters} <= message_texts(language).keys()  # type: ignore[arg-type]


def test_numbers_and_times_are_the_readers_own() -> None:
    assert (message_texts("nb").number(1234.56, "µg/m³"), message_texts("en").number(-1234.0, "mm")) == ("1\u00a0234,6 µg/m³", "−1,234 mm")
    assert message_texts("nb").moment(NOON) == "1. januar 2026 kl. 13.00"
    assert message_texts("en").moment(NOON) == "1 January 2026 at 13:00"
