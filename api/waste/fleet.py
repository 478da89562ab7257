"""What collects: depots, trucks and their room, tip sites, shifts and days."""

from typing import Any

from fastapi import APIRouter, Depends
from pydantic import ConfigDict

from api.web.auth import reader, writer
from api.web.services import ServicesDep
from config.fleet import SIMULATED_TOWN, FleetForm, load_fleet
from storage.state.waste import fleets

router = APIRouter(prefix="/fleet", tags=["extended", "fleet"])


class FleetBody(FleetForm):
    """The whole fleet as it is from now on."""

    model_config = ConfigDict(json_schema_extra={"examples": [load_fleet(SIMULATED_TOWN).model_dump(mode="json")]})


@router.get("", dependencies=[Depends(reader)])
def get_fleet(services: ServicesDep) -> FleetBody:
    """Read the fleet; before one was named it is empty."""
    with services.state.read() as connection:
        stored = fleets.current(connection)
    return FleetBody() if stored is None else FleetBody.model_validate(stored.body)


@router.put("", dependencies=[Depends(writer("pickups"))])
def put_fleet(body: FleetBody, services: ServicesDep) -> FleetBody:
    """Replace the fleet from now on; rounds that are planned already stay as they are."""
    content: dict[str, Any] = body.model_dump(mode="json")
    with services.state.begin() as connection:
        fleets.put(connection, content, now=services.clock())
    return body
