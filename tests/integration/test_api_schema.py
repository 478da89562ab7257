"""Whatever is sent, the API answers as its own document says: generated requests over real stores."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from limits import RateLimitItemPerMinute
from schemathesis import BaseSchema, Case, GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from api.app import create_app
from api.write_documents import FOLDER
from config.catalogue import load_catalogue
from config.settings import Settings
from storage.readings.open import open_readings
from storage.state import heartbeats
from storage.state.access import keys
from storage.state.engine import State
from storage.state.heartbeats import Heartbeat

NOW = 1_769_860_800_000


class AnyBroker:
    """Takes every message."""

    async def publish(self, topic: str, payload: bytes) -> None:
        assert payload
        assert not set("+#") & set(topic)


@pytest.fixture(scope="module")
def admin() -> dict[str, str]:
    return {}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, admin: dict[str, str]) -> Iterator[BaseSchema]:
    catalogue = load_catalogue()
    folder = tmp_path_factory.mktemp("api")
    state = State(f"sqlite:///{folder / 'state.db'}")
    readings = open_readings("sqlite", data_dir=folder, parameters=list(catalogue.parameters))
    with state.begin() as connection:
        for role in ("ingest", "watch"):
            heartbeats.beat(connection, Heartbeat(role=role, at=2**53, checks=(), gauges={}))
        admin["Authorization"] = f"Bearer {keys.create(connection, 'schema', ['admin'], NOW)}"
    plenty = RateLimitItemPerMinute(10**9)  # a generated wrong key after the other is what the limits are against
    patch = pytest.MonkeyPatch()
    patch.setattr("api.web.auth.FAILED_KEYS", plenty)
    patch.setattr("api.web.auth.PUBLIC_READS", plenty)
    for limit in ("FAILED_KEYS", "PUBLIC_READS", "REPORTS"):
        patch.setattr(f"api.open311.routes.{limit}", plenty)
    app = create_app(
        settings=Settings(data_dir=folder), state=state, readings=readings, catalogue=catalogue, clock=lambda: NOW, publish=AnyBroker()
    )
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    # The test shows its own key: a generated lack of one would be mended by it, and count as wrong data that was taken.
    schema.config.generation.update(with_security_parameters=False)
    # Some generated wrong data is longer than any body may be.
    refusals = schema.config.checks.negative_data_rejection
    refusals.expected_statuses = [*refusals.expected_statuses, "413"]
    yield schema
    patch.undo()
    readings.close()
    state.close()


def operations() -> list[tuple[str, str]]:
    paths = json.loads((FOLDER / "openapi.json").read_text(encoding="utf-8"))["paths"]
    return [(path, method) for path, methods in paths.items() for method in methods]


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("path", "method"), operations())
def test_every_answer_is_one_that_the_document_tells(
    api: BaseSchema, admin: dict[str, str], path: str, method: str, mode: GenerationMode
) -> None:
    operation = api[path][method.upper()]
    # What the document can't say is checked by us: that a site exists, that `clear` lies below `raise`.
    excluded: list[CheckFunction] = [positive_data_acceptance]
    if "/ingest/" in path:
        excluded.append(negative_data_rejection)  # a reading that is wrong goes to quarantine, as it would over MQTT

    examples, timeout = (2, 1.0) if path.endswith("/stream") else (15, 10.0)  # s: for so long an answer without end is heard

    # Not shrunk: that takes minutes, and schemathesis prints the request to repeat anyway.
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Case[Any]) -> None:
        case.call_and_validate(headers=admin, excluded_checks=excluded, timeout=timeout)

    try:
        check()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # nothing can be wrong where nothing is asked
