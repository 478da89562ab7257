"""The addresses of today's page, and of the forms on it."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.pages.alerts import forms as alert_forms
from api.pages.frame.answers import PAGE, insist, see
from api.pages.frame.reader import Reader, ReaderDep
from api.pages.frame.render import render
from api.pages.sensors import silent
from api.pages.today.lines import at_most_seven
from api.pages.today.today import Today, today
from api.web.services import Services, ServicesDep

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/i-dag")
def today_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show what needs a person now."""
    insist(reader.sees_all, 401)
    return _page(request, services, reader, today(services, reader))


@router.post("/alerts/{alert_id}/{action}")
async def act_on_alert(
    alert_id: str, action: Literal["acknowledge", "shelve"], request: Request, services: ServicesDep, reader: ReaderDep
) -> Response:
    """Acknowledge or shelve an alert, and go back to where it was read."""
    wrong, form = await alert_forms.form_of(request, services, reader)
    wrong = wrong or await run_in_threadpool(alert_forms.act, services, reader, alert_id, action, form)
    if wrong is None:
        return see(alert_forms.read_on(form), reader, f"alert-{alert_id}")
    return await run_in_threadpool(_refused, request, services, reader, wrong)


def _refused(request: Request, services: Services, reader: Reader, wrong: str) -> Response:
    """Say on today's page what is wrong; to one who may not see it, on a page that tells nothing else."""
    status = alert_forms.STATUS[wrong]
    if not reader.sees_all:
        return render(request, services, reader, "frame/trouble.html", status=status, kind="signed_out", detail=None, back="")
    return _page(request, services, reader, today(services, reader), wrong=wrong, status=status)


def _page(request: Request, services: Services, reader: Reader, view: Today, *, wrong: str | None = None, status: int = 200) -> Response:
    return render(
        request, services, reader, "today/today.html",
        view=view, shown_lines=view.lines if "alle" in request.query_params else at_most_seven(view.lines),
        wrong=wrong, status=status, shelf_hours=alert_forms.HOURS, shown_silent=silent.SHOWN,
    )  # fmt: skip
