"""The department's page of the air."""

from fastapi import APIRouter, Request, Response

from api.pages.air_limits.air_limits import air_limits
from api.pages.alerts.forms import HOURS
from api.pages.frame.answers import PAGE, insist
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.web.services import ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/luft")
def limits_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show the sites against the limits; `?grenser=` names the regime and `?ar=` the year; it says so where we have no such."""
    insist(reader.sees_all, 401)
    query = request.query_params
    view = air_limits(services, reader, query.get("grenser", ""), query.get("ar", ""))
    return render(request, services, reader, "air_limits/air_limits.html", view=view, shelf_hours=HOURS)
