"""The fleet over HTTP: depots, vehicles and their capacity, unloading sites, shifts and collection days."""

from typing import Any

from fastapi import APIRouter, Depends
from pydantic import ConfigDict, model_validator

from api.web.auth import reader, writer
from api.web.services import ServicesDep
from config.fleet import SIMULATED_TOWN, FleetForm, load_fleet
from storage.state.waste import fleets

router = APIRouter(prefix="/fleet", tags=["extended", "fleet"])


class FleetBody(FleetForm):
    """The whole fleet as it is from now on: each of its lists must be given, `[]` for none."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [FleetForm.of(load_fleet(SIMULATED_TOWN)).model_dump(mode="json")],
            "required": list(FleetForm.model_fields),
        }
    )

    @model_validator(mode="before")
    @classmethod
    def _is_whole(cls, body: Any) -> Any:
        """Refuse a part of a fleet: what is left out would be emptied."""
        missing = [name for name in cls.model_fields if isinstance(body, dict) and name not in body]
        if missing:
            raise ValueError(
                f"{', '.join(missing)}: missing. This replaces the whole fleet: change what GET /fleet answers and send all of it, "
                "with [] where there are none"
            )
        return body


@router.get("", dependencies=[Depends(reader)])
def get_fleet(services: ServicesDep) -> FleetBody:
    """Read the fleet; it is empty until one is named."""
    with services.state.read() as connection:
        return FleetBody.of(fleets.current(connection))


@router.put("", dependencies=[Depends(writer("pickups"))])
def put_fleet(body: FleetBody, services: ServicesDep) -> FleetBody:
    """Replace the fleet from now on; rounds that are already planned stay as they are."""
    fleet = body.fleet()
    with services.state.begin() as connection:
        fleets.put(connection, fleet, now=services.clock())
    return FleetBody.of(fleet)
