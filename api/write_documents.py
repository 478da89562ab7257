"""Writes docs/openapi.json, docs/asyncapi.json and docs/metrics.md from the code: `python -m api.write_documents`."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api.app import create_app
from api.docs.asyncapi import asyncapi
from api.health import metric_list
from config.catalogue import load_catalogue
from config.settings import Settings
from storage.readings.open import open_readings
from storage.state.engine import State

FOLDER = Path(__file__).parent.parent / "docs"


class _Nowhere:
    """Publishes nothing: the documents are made without a broker."""

    async def publish(self, topic: str, payload: bytes) -> None:
        raise RuntimeError(f"nothing is published on {topic} while documents are written ({len(payload)} bytes)")


def documents() -> dict[str, dict[str, Any]]:
    """Return each document by its file's name."""
    catalogue = load_catalogue()
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        state = State(settings.state_url)
        readings = open_readings("sqlite", data_dir=settings.data_dir, parameters=list(catalogue.parameters))
        app = create_app(settings=settings, state=state, readings=readings, catalogue=catalogue, clock=lambda: 0, publish=_Nowhere())
        openapi = app.openapi()
        readings.close()
        state.close()
    return {"openapi.json": openapi, "asyncapi.json": asyncapi(catalogue)}


def text_of(document: dict[str, Any]) -> str:
    """Return a document as its file holds it."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every document."""
    FOLDER.mkdir(exist_ok=True)
    for name, document in documents().items():
        (FOLDER / name).write_text(text_of(document), encoding="utf-8")
    (FOLDER / "metrics.md").write_text(metric_list.page(), encoding="utf-8")


if __name__ == "__main__":
    main()
