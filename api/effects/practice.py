"""Today's practice and the goals of the effects, as people set them on a page."""

from collections.abc import Mapping

from api.web.services import Services
from config.plan import BaselineFigure, GoalTable
from storage.state import own_settings
from storage.state.own_settings import Section

Practice = Mapping[str, BaselineFigure | None]
Goals = Mapping[str, GoalTable | None]


def save_practice(services: Services, practice: Practice, goals: Goals) -> None:
    """Keep what a year of today's practice comes to and the goals, by the figure's name; None takes one away."""
    stated: dict[str, own_settings.Body | None] = {name: _body(figure) for name, figure in practice.items()}
    wanted = {name: _body(goal) for name, goal in goals.items()}
    sections: tuple[tuple[Section, Mapping[str, own_settings.Body | None]], ...] = (("practice", stated), ("goal", wanted))
    with services.state.begin() as connection:
        for section, bodies in sections:
            for name, body in bodies.items():
                own_settings.put(connection, section, name, body)


def _body(table: BaselineFigure | GoalTable | None) -> own_settings.Body | None:
    return None if table is None else table.model_dump(mode="json", exclude={"figure"})
