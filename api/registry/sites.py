"""Sites over HTTP: where air is measured."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from api.registry import versions
from api.web.auth import public, writer
from api.web.fields import Answer, Body, Id, Latitude, Longitude, Text, TimeIn, TimeOut, check_id, examples
from api.web.paging import Cursor, Limit, Page, page_of
from api.web.services import Services, ServicesDep
from domain.device import Site

router = APIRouter(prefix="/sites", tags=["core", "sites"])
_MAY_READ = [Depends(public("sites"))]
_OPEN: dict[str, Any] = {"security": [{}]}  # a setting may make it public
_MAY_WRITE = [Depends(writer("devices"))]

Tags = Annotated[tuple[Id, ...], Field(max_length=50, description="group things for thresholds, such as `roadside`")]


class SiteBody(Body):
    """A site from `valid_from` (default now) on; `lat` and `lon` in degrees (WGS 84)."""

    model_config = examples({"name": "Torget", "lat": 59.9111, "lon": 10.7528, "tags": ["roadside"]})

    id: Id | None = None
    name: Text
    lat: Latitude
    lon: Longitude
    tags: Tags = ()
    valid_from: TimeIn | None = None


class SiteAnswer(Answer):
    """A site as it is since `valid_from`."""

    id: str
    name: str
    lat: float
    lon: float
    tags: tuple[str, ...]
    valid_from: TimeOut


@router.get("", dependencies=_MAY_READ, openapi_extra=_OPEN)
def list_sites(services: ServicesDep, limit: Limit = 100, cursor: Cursor = None) -> Page[SiteAnswer]:
    """List sites by id."""
    return page_of(versions.listed(services, Site, limit, cursor), limit, _answer, lambda site: (site.id,))


@router.get("/{site_id}", dependencies=_MAY_READ, openapi_extra=_OPEN)
def get_site(site_id: Id, services: ServicesDep) -> SiteAnswer:
    """Read a site."""
    with services.state.read() as connection:
        return _answer(versions.existing(connection, Site, site_id, services.clock()))


@router.put("/{site_id}", dependencies=_MAY_WRITE, responses={201: {"description": "The site is new.", "model": SiteAnswer}})
def put_site(site_id: Id, body: SiteBody, services: ServicesDep, response: Response) -> SiteAnswer:
    """Register a site, or open a new version of it."""
    check_id(body.id, site_id)
    site, new = register_site(services, site_id, body)
    response.status_code = 201 if new else 200
    return _answer(site)


@router.delete("/{site_id}", dependencies=_MAY_WRITE, status_code=204)
def delete_site(site_id: Id, services: ServicesDep) -> None:
    """End a site from now on; its readings and means stay."""
    versions.end(services, Site, site_id)


def register_site(services: Services, site_id: str, body: SiteBody) -> tuple[Site, bool]:
    """Register a site, or open a new version of it; return it and whether it is new."""
    now = services.clock()
    valid_from = now if body.valid_from is None else body.valid_from
    site = Site(id=site_id, name=body.name, lat=body.lat, lon=body.lon, tags=body.tags, valid_from=valid_from)
    with services.state.begin() as connection:
        return versions.open_version(connection, site, now=now, dated=body.valid_from is not None)


def _answer(site: Site) -> SiteAnswer:
    return SiteAnswer(id=site.id, name=site.name, lat=site.lat, lon=site.lon, tags=site.tags, valid_from=site.valid_from)
