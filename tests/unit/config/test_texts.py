"""Every room says the same things in each language."""

import pytest

from config.texts import LANGUAGES, texts


@pytest.mark.parametrize("room", ["config", "api.text", "reports.air", "watch.notify"])
def test_a_text_in_one_language_is_there_in_all(room: str) -> None:
    keys = [set(texts(room, language)) for language in LANGUAGES]
    assert keys[0]
    assert all(other == keys[0] for other in keys)
