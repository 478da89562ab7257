"""The fleet over HTTP: depots, vehicles and their capacity, unloading sites, shifts and collection days."""

from fastapi import APIRouter, Depends
from pydantic import ConfigDict

from api.web.auth import reader, writer
from api.web.services import ServicesDep
from config.fleet import SIMULATED_TOWN, FleetForm, load_fleet
from storage.state.waste import fleets

router = APIRouter(prefix="/fleet", tags=["extended", "fleet"])


class FleetBody(FleetForm):
    """The whole fleet as it is from now on; `vehicles` must be given, `[]` for none."""

    model_config = ConfigDict(json_schema_extra={"examples": [FleetForm.of(load_fleet(SIMULATED_TOWN)).model_dump(mode="json")]})


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
