"""Keeps a photo with the report that it belongs to."""

import secrets

from sqlalchemy import Connection

from api.pickups.crew_events import CrewEventAnswer
from api.web.services import Services
from storage.state.waste import stop_photos
from storage.state.waste.stop_photos import StopPhoto


def keep_photo(services: Services, connection: Connection, report: CrewEventAnswer, jpeg: bytes) -> None:
    """Keep a photo (a JPEG from `plain_jpeg`) with a crew's report of a stop, in the transaction that keeps the report."""
    if report.stop_id is None or report.bin_id is None:
        return
    photo = StopPhoto(
        id=secrets.token_urlsafe(12), pickup_id=report.pickup_id, stop_id=report.stop_id, bin_id=report.bin_id, time=report.time
    )
    stop_photos.add(connection, photo, jpeg, now=services.clock())
