"""Crews' photos over HTTP: listed by round, and read as JPEG."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from api.pickups.routes import PickupId, existing_round
from api.web.auth import reader
from api.web.fields import Answer, TimeOut
from api.web.problems import not_found
from api.web.services import Services, ServicesDep
from storage.state.waste import stop_photos

router = APIRouter(prefix="/pickups", tags=["extended", "photos"])
PhotoId = Annotated[str, Path(min_length=1, max_length=16, pattern=r"^[A-Za-z0-9_-]+$")]
_MAY_READ = [Depends(reader)]
# It changes never, and is gone when its time is over; whom it was shown to, another must not find in a shared cache.
_KEPT = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}


class PhotoAnswer(Answer):
    """A photo of a stop that could not be emptied; `href` leads to its JPEG."""

    id: str
    stop_id: str
    bin_id: str
    time: TimeOut
    href: str


class PhotosAnswer(Answer):
    """A round's photos in order of time, as long as `pages.photo_days` keeps them."""

    items: list[PhotoAnswer]
    next_cursor: None = None


@router.get("/{pickup_id}/photos", dependencies=_MAY_READ)
def get_photos(pickup_id: PickupId, services: ServicesDep) -> PhotosAnswer:
    """List the photos that crews added to their reports of a round."""
    with services.state.read() as connection:
        existing_round(connection, pickup_id)
        photos = stop_photos.of_pickup(connection, pickup_id)
    return PhotosAnswer(
        items=[
            PhotoAnswer(
                id=photo.id,
                stop_id=photo.stop_id,
                bin_id=photo.bin_id,
                time=photo.time,
                href=f"/api/v1/pickups/{pickup_id}/photos/{photo.id}",
            )
            for photo in photos
        ]
    )


@router.get(
    "/{pickup_id}/photos/{photo_id}", dependencies=_MAY_READ, response_class=Response, responses={200: {"content": {"image/jpeg": {}}}}
)
def get_photo(pickup_id: PickupId, photo_id: PhotoId, services: ServicesDep) -> Response:
    """Read a photo."""
    return photo_response(services, pickup_id, photo_id)


def photo_response(services: Services, pickup_id: str, photo_id: str) -> Response:
    """Answer with a photo. Raises a 404."""
    with services.state.read() as connection:
        jpeg = stop_photos.content(connection, pickup_id, photo_id)
    return jpeg_response(jpeg, photo_id)


def jpeg_response(jpeg: bytes | None, photo_id: str) -> Response:
    """Answer with a photo that one may see. Raises a 404 where there is none (any more)."""
    if jpeg is None:
        raise not_found("photo", photo_id)
    return Response(jpeg, media_type="image/jpeg", headers=_KEPT)
