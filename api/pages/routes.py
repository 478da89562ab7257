"""Every page's routes, put together."""

from fastapi import APIRouter

from api.pages.access import at_provider, changes, open_sessions, sign_in
from api.pages.air import routes as air
from api.pages.air_limits import report_routes as air_reports
from api.pages.air_limits import routes as air_limits
from api.pages.citizen import find_routes, report_routes
from api.pages.driver import routes as driver
from api.pages.dryrun import routes as dryrun
from api.pages.effects import routes as effects
from api.pages.frame import about, assets, search_page
from api.pages.frame.answers import PAGE
from api.pages.map import routes as map_files
from api.pages.new_devices import change_routes, first_reading_routes, place_routes, setup_routes
from api.pages.new_devices import routes as new_devices
from api.pages.place import routes as place
from api.pages.rounds import hand_over_routes, proposal_routes
from api.pages.rounds import routes as rounds
from api.pages.sensors import routes as sensors
from api.pages.sensors import sensor_routes
from api.pages.settings import receiver_routes
from api.pages.settings import routes as settings_page
from api.pages.site_control import routes as site_control
from api.pages.table_import import routes as table_import
from api.pages.thresholds import routes as thresholds
from api.pages.today import routes as today
from api.pages.waste import bin_routes, label_routes
from api.pages.waste import routes as waste
from config.settings import Settings


def routers(settings: Settings) -> tuple[APIRouter, ...]:
    """Return the pages' routers, the most visited first; none of them stands in the API's documents. Open pages have no sign-in."""
    # `/runder/ny` stands before `/runder/{id}`, `/avfall/kart.json` and `/avfall/etiketter` before `/avfall/{id}`, and
    # `/sensorer/arbeid` and `/sensorer/tabell` before `/sensorer/{id}`: the first that fits answers.
    waste_pages = (waste, label_routes, bin_routes, find_routes, report_routes)
    air_pages = (air, place, air_limits, air_reports, site_control, thresholds)
    new_sensor_pages = (new_devices, place_routes, setup_routes, first_reading_routes, change_routes)
    sensor_pages = (sensors, table_import, *new_sensor_pages, sensor_routes)
    settings_pages = (settings_page, changes, open_sessions, receiver_routes)
    rounds_pages = (proposal_routes, rounds, hand_over_routes)
    sign_in_pages = () if settings.http.open_pages else (sign_in, at_provider)
    rest = (today, *waste_pages, map_files, *rounds_pages, driver, *sensor_pages, effects, dryrun, *settings_pages)
    return (_files(), *(part.router for part in (*air_pages, *rest, search_page, about, *sign_in_pages)))


def _files() -> APIRouter:
    routes = APIRouter(include_in_schema=False, tags=[PAGE])
    routes.add_api_route("/static/{digest}/{name:path}", assets.serve, methods=["GET"])
    routes.add_api_route("/favicon.ico", assets.favicon, methods=["GET"])
    return routes
