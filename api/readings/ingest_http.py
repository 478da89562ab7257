"""Takes readings over HTTP and publishes them to the broker."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from api.readings.http_readings import OutgoingMessage, own_readings
from api.readings.left_out import airrohr_values, chirpstack_fields, tts_fields
from api.readings.webhook_schemas import AIRROHR, CHIRPSTACK, READINGS, TTS
from api.readings.webhook_topics import ChirpStackEvent, airrohr_topic, chirpstack_topic, tts_topic
from api.web.auth import ingester
from api.web.fields import Answer
from api.web.problems import ProblemError, not_utf8, wrong_field
from api.web.publisher import BrokerAwayError
from api.web.services import Services, ServicesDep
from domain.device import Kind

router = APIRouter(prefix="/ingest", tags=["extended", "ingest"], dependencies=[Depends(ingester)])
_RETRY_AFTER_S = 5


class AcceptedAnswer(Answer):
    """The broker has it; see `latest`, `readings` and `quarantine` for what becomes of each reading.

    `unknown_keys`: keys, fields of a network's decoding, or names of an airRohr's values that are no parameter and will be left out.
    """

    accepted: int
    unknown_keys: list[str]


async def _body(request: Request) -> bytes:
    return await request.body()


Raw = Annotated[bytes, Depends(_body)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outgoing:
    """What a request comes to: messages for the broker, how many readings or events they are, and the keys that are left out."""

    messages: Sequence[OutgoingMessage]
    accepted: int = 1
    unknown_keys: list[str]


# Bodies are read on a thread each; the routes then wait for the broker on the event loop, where waiting costs no thread.


def _own(raw: Raw, services: ServicesDep) -> _Outgoing:
    body = _json(raw)
    own = own_readings(body, _kinds(services), services.catalogue.keys)
    accepted = len(body) if isinstance(body, list) else 1
    return _Outgoing(messages=own.messages, accepted=accepted, unknown_keys=own.unknown_keys)


def _tts(raw: Raw, services: ServicesDep) -> _Outgoing:
    body = _json(raw)
    message = OutgoingMessage(tts_topic(body), raw)
    return _Outgoing(messages=[message], unknown_keys=tts_fields(body, services.catalogue, services.registry(), services.clock()))


def _chirpstack(
    raw: Raw, services: ServicesDep, event: Annotated[ChirpStackEvent, Query(description="as ChirpStack's HTTP integration adds it")] = "up"
) -> _Outgoing:
    body = _json(raw)
    message = OutgoingMessage(chirpstack_topic(body, event), raw)
    return _Outgoing(messages=[message], unknown_keys=chirpstack_fields(body, services.catalogue, services.registry(), services.clock()))


def _airrohr(raw: Raw, services: ServicesDep) -> _Outgoing:
    body = _json(raw)
    return _Outgoing(messages=[OutgoingMessage(airrohr_topic(body), raw)], unknown_keys=airrohr_values(body, services.catalogue))


@router.post("/readings", status_code=202, openapi_extra=READINGS)
async def ingest_readings(outgoing: Annotated[_Outgoing, Depends(_own)], services: ServicesDep) -> AcceptedAnswer:
    """Take one reading of our own form, or an array of up to 500, each with its `device_id`."""
    return await _publish(services, outgoing)


@router.post("/tts", status_code=202, openapi_extra=TTS)
async def ingest_tts(outgoing: Annotated[_Outgoing, Depends(_tts)], services: ServicesDep) -> AcceptedAnswer:
    """Take a webhook of The Things Stack v3."""
    return await _publish(services, outgoing)


@router.post("/chirpstack", status_code=202, openapi_extra=CHIRPSTACK)
async def ingest_chirpstack(outgoing: Annotated[_Outgoing, Depends(_chirpstack)], services: ServicesDep) -> AcceptedAnswer:
    """Take an event of ChirpStack v4's HTTP integration."""
    return await _publish(services, outgoing)


@router.post("/airrohr", status_code=202, openapi_extra=AIRROHR)
async def ingest_airrohr(outgoing: Annotated[_Outgoing, Depends(_airrohr)], services: ServicesDep) -> AcceptedAnswer:
    """Take the body of an airRohr (Sensor.Community); its own API settings know Basic: give the key as the password."""
    return await _publish(services, outgoing)


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw, object_pairs_hook=_distinct)
    except UnicodeDecodeError as error:
        raise not_utf8(error) from error
    except RecursionError as error:
        raise wrong_field("body", "is nested too deeply") from error
    except ValueError as error:
        raise wrong_field("body", f"is not JSON: {error}") from error


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; of a key that stands there twice nobody knows which value is meant. Raises a 422 naming it."""
    names = dict(pairs)
    if len(names) != len(pairs):
        keys = [key for key, _ in pairs]
        raise wrong_field(next(key for key in keys if keys.count(key) > 1), "is given twice")
    return names


def _kinds(services: Services) -> Callable[[str], Kind | None]:
    registry, now = services.registry(), services.clock()

    def kind_of(device_id: str) -> Kind | None:
        device = registry.device(device_id, now)
        return device.kind if device else None

    return kind_of


async def _publish(services: Services, outgoing: _Outgoing) -> AcceptedAnswer:
    try:
        for message in outgoing.messages:
            await services.publisher.publish(message.topic, message.payload)
    except BrokerAwayError as error:
        # Some of an array's messages may have got through: sent again they are duplicates, and counted as such.
        detail = f"The broker did not take it ({error}); send the same again in {_RETRY_AFTER_S} s."
        raise ProblemError(503, detail, headers={"Retry-After": str(_RETRY_AFTER_S)}) from error
    return AcceptedAnswer(accepted=outgoing.accepted, unknown_keys=outgoing.unknown_keys)
