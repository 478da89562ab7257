"""Figures, dates and names as a report writes them in a language."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from babel.dates import format_date, get_day_names, get_month_names
from markupsafe import Markup

from config.texts import Language, words
from domain.air.data_capture import InsufficientData
from domain.air.limit import Regime
from domain.local_time import local
from reports.air.number_format import limit_text, percent_text, value_text

_LOCALES = {"nb": "nb_NO", "en": "en_GB"}


class Text:
    """Figures and dates as the language writes them; what a program reads stands beside them as `<data>` and `<time>`."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._words = words(language, __package__)

    def value(self, value: float, unit: str, limit: float | None = None) -> Markup:
        """Write a concentration."""
        return self._data(value_text(value, unit, limit))

    def limit(self, limit: float) -> Markup:
        """Write a limit."""
        return self._data(limit_text(limit))

    def percent(self, share: float) -> Markup:
        """Write a share (0–1) in per cent."""
        return self._data(percent_text(share)) + "\N{NO-BREAK SPACE}%"

    def plain(self, text: str) -> str:
        """Write a figure's text (with a decimal point) as the language does."""
        return text.replace("-", "−").replace(".", "," if self._language == "nb" else ".")

    def day(self, day: date) -> str:
        """Write a day of the report's year: 3. mars."""
        return _day(day, self._language)

    def span(self, days: tuple[date, date]) -> str:
        """Write a span of days, one day as itself."""
        return self.day(days[0]) if days[0] == days[1] else f"{self.day(days[0])} – {self.day(days[1])}"

    def month(self, number: int, *, short: bool = False) -> str:
        """Name a month."""
        name = get_month_names("abbreviated" if short else "wide", context="stand-alone", locale=_LOCALES[self._language])[number]
        return str(name).removesuffix(".")

    def weekday(self, number: int, *, short: bool = True) -> str:
        """Name a weekday, 0 Monday."""
        name = get_day_names("abbreviated" if short else "wide", context="stand-alone", locale=_LOCALES[self._language])[number]
        return str(name).removesuffix(".")

    def direction(self, sector: int) -> str:
        """Name one of sixteen directions, clockwise from north."""
        return self._words("pattern.directions").split()[sector]

    def signed(self, value: float, unit: str) -> str:
        """Write a change with its sign."""
        text = value_text(value, unit) if abs(value) >= 0.05 else f"{value:.2f}"
        return ("+" if value > 0 else "") + self.plain(text)

    def moment(self, time: int) -> str:
        """Write a time (ms UTC) with its date, by the town's clock."""
        at = local(time)
        pattern = "d. MMMM y" if self._language == "nb" else "d MMMM y"
        return f"{format_date(at.date(), pattern, locale=_LOCALES[self._language])} {at:%H:%M}"

    def regime(self, regime: Regime, *, short: bool = False) -> str:
        """Name a set of limits; one that a town added goes by its title. `short`: without what it says in brackets."""
        key = f"regime.{regime.name}"
        name = self._words(key) if self._words.knows(key) else regime.title
        return name.partition(" (")[0] if short else name

    def regimes(self, regimes: Iterable[Regime], *, short: bool = False) -> str:
        """Name several sets of limits."""
        return ", ".join(self.regime(regime, short=short) for regime in regimes)

    def parameter(self, name: str, *, short: bool = False) -> str:
        """Name a parameter."""
        return self._words(f"{'short' if short else 'parameter'}.{name}")

    def model(self, model: str) -> str:
        """Name a sensor's model; a maker's goes by its own name."""
        key = f"name.model_{model}"
        return self._words(key) if self._words.knows(key) else model

    def insufficient(self, data: InsufficientData) -> str:
        """Say why a limit cannot be assessed."""
        needed = f"{data.needed:.0%}".removesuffix("%")
        share = self.plain(percent_text(data.valid / data.total)) if data.total else ""
        sentence = self._words(f"insufficient.{data.kind}", year=data.year, valid=data.valid, total=data.total, needed=needed, share=share)
        if data.kept_out:
            sentence += " " + self._words("insufficient.kept_out", hours=data.kept_out)
        return sentence + (" " + self._words("insufficient.averaged", years=data.years) if data.years > 1 else "")

    def gaps(self, spans: Sequence[tuple[date, date]]) -> str:
        """Name the longest gaps, at most eight, and how many more there are."""
        longest = sorted(sorted(spans, key=lambda span: span[0] - span[1])[:8])
        named = ", ".join(self.span(days) for days in longest)
        return named if len(spans) <= len(longest) else named + " " + self._words("plot.more_gaps", n=len(spans) - len(longest))

    def _data(self, text: str) -> Markup:
        return Markup(f'<data value="{text}">{self.plain(text)}</data>')  # noqa: S704 - a figure, and there are thousands


@lru_cache(maxsize=1000)  # a year's days stand in each of its tables
def _day(day: date, language: Language) -> str:
    return str(format_date(day, "d. MMM" if language == "nb" else "d MMM", locale=_LOCALES[language]))
