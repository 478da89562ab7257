"""The dry year as an HTML page of its own: one A4 that loads nothing."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from config.texts import Language
from domain.dryrun.study import POLICIES
from reports.dryrun.answer import Answer
from reports.dryrun.curve import curve
from reports.dryrun.doubt_group import doubt_groups
from reports.dryrun.formula import UNITS
from reports.dryrun.headline import headline
from reports.dryrun.words import dry_run_words

ROWS = (
    "hours", "drive_hours", "stop_hours", "idle_hours", "km", "litres", "co2_kg", "emptyings", "early_share", "late_share",
    "overflow_hours", "truck_days", "cost",
)  # fmt: skip
PART_ROWS = ("hours", "km", "emptyings", "overflow_hours")
_MOST_PARTS, _MOST_BINS, _MOST_DOUBTS = 8, 4, 3  # on one A4; all of them are in the CSV files
_VERDICTS = ("overflows_anyway", "too_small", "too_many", "longer")


@cache
def _environment() -> Environment:
    return Environment(loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def style() -> str:
    """Return the page's style sheet."""
    return resources.files(__package__).joinpath("templates/dry_run.css").read_text("utf-8")


@cache
def policy() -> str:
    """Return the Content-Security-Policy under which the page is served: its own style, and nothing from anywhere."""
    digest = b64encode(sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"


def html(answer: Answer, language: Language) -> str:
    """Return the page in a language."""
    words = dry_run_words(language)
    by_verdict = {kind: [verdict for verdict in answer.verdicts if verdict.verdict == kind] for kind in (*_VERDICTS, "unknown")}
    return (
        _environment()
        .get_template("dry_run.html")
        .render(
            a=answer,
            t=words,
            language=language,
            headline=headline(answer, language),
            policies=POLICIES,
            rows=ROWS,
            part_rows=PART_ROWS,
            parts=sorted(answer.parts)[:_MOST_PARTS],
            units=UNITS,
            best=max((point for point in answer.sensors if point.sensors), key=lambda point: point.net_year.middle, default=None),
            curve=curve(answer.sensors, words, answer.basis.currency),
            verdicts=_VERDICTS,
            by_verdict=by_verdict,
            most=_MOST_BINS,
            doubts=doubt_groups(answer.doubts)[:_MOST_DOUBTS],
            style=Markup(style()),  # noqa: S704 - our own file
        )
    )
