"""The address of what is set, and of the forms on which today's practice and the goals are stated."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.effects.practice import save_practice
from api.pages.frame.answers import PAGE, insist, see, staff_form
from api.pages.frame.reader import ReaderDep
from api.pages.frame.render import render
from api.pages.settings import practice_form
from api.pages.settings.failure_words import failure_in_words
from api.pages.settings.practice_form import StatedPractice
from api.pages.settings.settings import PRACTICE, settings_now
from api.web.services import ServicesDep
from domain.access.scope import ADMIN

router = APIRouter(include_in_schema=False, tags=[PAGE])


@router.get("/innstillinger")
def settings_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show what is set; `?sendt=ID` says that a test is on its way."""
    insist(reader.sees_all, 401)
    view = settings_now(services)
    asked = next((row for row in view.receivers if row.id == request.query_params.get("sendt")), None)
    return render(request, services, reader, "settings/settings.html", view=view, asked=asked, failure_in_words=failure_in_words)


@router.get("/innstillinger/praksis")
def practice_page(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Show today's practice and the goals as they are stated."""
    insist(reader.sees_all, 401)
    view = settings_now(services)
    form = practice_form.form_of(view.practice, view.goals)
    return render(request, services, reader, "settings/practice.html", form=form, figures=PRACTICE)


@router.post("/innstillinger/praksis")
async def state_practice(request: Request, services: ServicesDep, reader: ReaderDep) -> Response:
    """Keep today's practice and the goals of the form, or show what is wrong in it."""
    fields = await staff_form(request, services, reader, ADMIN)
    stated = practice_form.stated_in(fields)
    if not isinstance(stated, StatedPractice):
        return await run_in_threadpool(
            render, request, services, reader, "settings/practice.html", status=422, form=stated, figures=PRACTICE
        )
    await run_in_threadpool(save_practice, services, stated.practice, stated.goals)
    return see("/innstillinger", reader, "praksis")
