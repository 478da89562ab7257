"""Whoever reports a bin that was reported before reads when it first was, not that their own words were said then."""

from pathlib import Path

from fastapi.testclient import TestClient

from config.settings import Settings
from tests.pages.served import make_app
from tests.pages.town import build


def test_the_first_reports_time_is_told_as_the_first(tmp_path: Path) -> None:
    app, state = make_app(Settings(data_dir=tmp_path))
    with state.begin() as connection:
        build(connection)
    try:
        with TestClient(app, base_url="http://127.0.0.1", headers={"Origin": "http://127.0.0.1"}) as client:
            first = client.post("/beholder/bin-001/meld?lang=nb", data={"what": "full", "once": "a"}).text
            second = client.post("/beholder/bin-001/meld?lang=nb", data={"what": "overflowing", "once": "b"}).text
        assert "Meldt full " in first
        assert "første gang" not in first
        assert "Meldt at den er full eller flyter over, første gang " in second
    finally:
        app.state.services.readings.close()
        state.close()
