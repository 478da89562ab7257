"""No text of a page, a message or a report has a word that only those who make Bysans use."""

from importlib import resources

import pytest

from config.texts import LANGUAGES, Language, texts
from tests.plain_words import TOO_TECHNICAL

ROOMS = ("api.text", "config", "watch.notify", "reports.air", "reports.dryrun", "reports.effects")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_every_text_is_in_plain_words(room: str, language: Language) -> None:
    assert {key: text for key, text in texts(room, language).items() if TOO_TECHNICAL.search(text)} == {}


def test_every_room_with_texts_is_held() -> None:
    packages = ("api", "config", "watch", "reports", "bysans", "ingest")
    folders = [folder for package in packages for folder in resources.files(package).rglob("locale")]  # type: ignore[attr-defined]
    root = resources.files("config").parent  # type: ignore[attr-defined]
    assert sorted(".".join(folder.parent.relative_to(root).parts) for folder in folders) == sorted(ROOMS)


@pytest.mark.parametrize("said", ["PUT /api/v1/bins", "i karantene", "dekningsgrad 90 %", "P90", "The verdict is", "shelved by"])
def test_a_technical_word_is_recognised(said: str) -> None:
    assert TOO_TECHNICAL.search(said)


@pytest.mark.parametrize("said", ["Sjekk strøm, batteri og dekning.", "utsatt", "hylle", "p9000", "the bookshelf-like"])
def test_a_plain_word_is_not(said: str) -> None:
    assert not TOO_TECHNICAL.search(said)
