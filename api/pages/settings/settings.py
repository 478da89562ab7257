"""What is set, as far as it concerns those who use the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.alerts.receivers import ReceiverAnswer, receivers_now
from api.pages.settings.changes import Change, newest_changes
from api.web.services import Services
from config.plan import BaselineFigure, GoalTable, plan_with_own
from config.sections.own_receivers import OwnReceiver, own_receivers
from domain.local_time import LocalDay
from storage.state import own_settings
from storage.state.access import keys
from storage.state.access.keys import Key
from storage.state.alerts import thresholds

_MOST = 500
PRACTICE = ("hours", "km", "emptyings", "litres", "overflow_hours", "exceedance_days")  # what is asked of a town


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFigure:
    """What is set of one figure: a year of today's practice, and the change (%) that is the goal by `deadline` (ms UTC)."""

    name: str
    a_year: float | None
    goal_percent: float | None
    deadline: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsNow:
    """What is set at `now` (ms UTC): what is public, who is told of what, who may do what, and what the effects are compared with.

    `mail_server`: where e-mail is handed in, None where nobody has said so. `thresholds`: how many are switched on. `people`: the
    receivers that the pages have, by id. `changes`: who changed what, newest first.
    """

    now: int
    public: Sequence[str]
    open_pages: bool
    auto_register: str
    mail_server: str | None
    thresholds: int
    receivers: Sequence[ReceiverAnswer]
    people: Mapping[str, OwnReceiver]
    keys: Sequence[Key]
    practice: Mapping[str, BaselineFigure]
    goals: Sequence[GoalTable]
    changes: Sequence[Change]

    @property
    def stated(self) -> Sequence[StatedFigure]:
        """The figures of which a year of practice, a goal or both are set."""
        goals: dict[str, GoalTable] = {goal.figure: goal for goal in self.goals}
        names = [*self.practice, *sorted(goals.keys() - self.practice.keys())]
        return [_stated(name, self.practice.get(name), goals.get(name)) for name in names]


def settings_now(services: Services) -> SettingsNow:
    """Read what is set. Raises StateAwayError."""
    settings, smtp = services.settings, services.settings.alerts.smtp
    with services.state.read() as connection:
        plan = plan_with_own(services.figures, own_settings.read(connection, "practice"), own_settings.read(connection, "goal"))
        stated = {name: getattr(plan.today, name) for name in PRACTICE}
        return SettingsNow(
            now=services.clock(),
            public=settings.http.public,
            open_pages=settings.http.open_pages,
            auto_register=settings.devices.auto_register,
            mail_server=f"{smtp.host}:{smtp.port}" if "smtp" in settings.alerts.model_fields_set else None,
            thresholds=sum(row.threshold.enabled for row in thresholds.page(connection, after="", limit=_MOST)),
            receivers=receivers_now(services, connection),
            people=own_receivers(own_settings.read(connection, "receiver")),
            keys=_valid_keys(connection, services.wall()),
            practice={name: figure for name, figure in stated.items() if figure is not None},
            goals=plan.goals,
            changes=newest_changes(connection, services.wall()),
        )


def _stated(name: str, figure: BaselineFigure | None, goal: GoalTable | None) -> StatedFigure:
    return StatedFigure(
        name=name,
        a_year=figure.value if figure else None,
        goal_percent=goal.change_percent if goal else None,
        deadline=LocalDay(goal.deadline).at(0) if goal else None,
    )


def _valid_keys(connection: Connection, now: int) -> list[Key]:
    return [key for key in keys.all_keys(connection) if key.revoked_at is None and (key.expires_at is None or key.expires_at > now)]
