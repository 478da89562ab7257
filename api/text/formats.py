"""Numbers and times in the reader's language and the town's time zone (Europe/Oslo)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from math import floor

from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_decimal

from api.text import when
from api.text.when import LOCALES
from config.fill_text import fill_text
from config.texts import Words
from domain.local_time import local
from reports.air.number_format import limit_text, value_text

# What a sensor can tell apart: a tenth of a µg/m³ or a degree, but no tenth of a per cent of fill.
_DECIMALS: Mapping[str, int] = {
    "battery": 2,
    "co": 2,
    **dict.fromkeys(
        ("battery_low", "battery_percent", "co2", "distance", "fill", "humidity", "pressure", "rssi", "tilt", "tilted", "wind_direction"), 0
    ),
}


@dataclass(frozen=True, slots=True)
class Formats:
    """Numbers and times (ms UTC) as text; `now` decides what is today."""

    words: Words
    now: int

    @property
    def _locale(self) -> str:
        return LOCALES[self.words.language]

    def number(self, value: float, parameter: str = "") -> str:
        """Write a value with the decimals that its parameter deserves."""
        decimals = _DECIMALS.get(parameter, 1)
        pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        # Adding 0 turns −0.0 into 0.0: nobody needs to read "−0". The sign is a minus, for a hyphen is easily overlooked.
        return format_decimal(round(value, decimals) + 0, pattern, locale=self._locale).replace("-", "−")

    def range_end(self, value: float, parameter: str = "") -> str:
        """Write the end of what a sensor can measure; a whole one needs no decimals: `1 000`."""
        return self.number(value, "fill" if value == round(value) else parameter)

    def limit(self, limit: float) -> str:
        """Write a limit as short as it is: `200`, `4,5`."""
        return self._decimal(limit_text(limit))

    def against(self, value: float, unit: str, limit: float) -> str:
        """Write a concentration beside a limit, with as many decimals as it takes to see on which side it lies."""
        return self._decimal(value_text(value, unit, limit))

    def percent(self, share: float) -> str:
        """Write a share (0–1) in whole per cent, cut and not rounded: 84.9 % are not yet 85, and a little is not nothing: `under 1 %`."""
        whole = floor(share * 100 + 1e-6)
        if share > 0 and not whole:
            return self.words("time.less_than", share="1\N{NO-BREAK SPACE}%")
        return f"{whole}\N{NO-BREAK SPACE}%"

    def _decimal(self, text: str) -> str:
        return text.replace("-", "−").replace(".", "," if self.words.language == "nb" else ".")

    def fill(self, percent: float) -> str:
        """Write how full a bin is: `89 %`, `over kanten`."""
        return fill_text(self.words, percent)

    def clock(self, time: int, *, seconds: bool = False) -> str:
        """Write a time of day: 13:45."""
        return format_time(local(time), "HH:mm:ss" if seconds else "HH:mm", locale=self._locale)

    def moment(self, time: int, *, seconds: bool = False) -> str:
        """Write a time of day with its day, unless that is today: `13:45`, `i går 13:45`, `torsdag 13:45`, `3. mars 13:45`."""
        return when.moment(self.words, time, self.now, seconds=seconds)

    def since(self, time: int) -> str:
        """Write since when something is so: `siden 05:52`, `siden torsdag 05:52`."""
        return when.since(self.words, time, self.now)

    def is_past(self, time: int) -> bool:
        """Return whether a time, such as a deadline, is over."""
        return time <= self.now

    def before(self, time: int) -> str:
        """Write by when something has happened: `i morgen før 12`."""
        return when.before(self.words, time, self.now)

    def count(self, number: int) -> str:
        """Write how many there are, up to twelve as a word."""
        key = f"count.{number}"
        return self.words(key) if self.words.knows(key) else self.number(number, "fill")

    def window(self, start: int, end: int) -> str:
        """Write when something will happen that may happen from `start` to `end`: `i morgen mellom 09 og 14`."""
        return when.window(self.words, start, end, self.now)

    def date(self, time: int) -> str:
        """Write a day in full, for what lies about on paper: `torsdag 26. november 2026`."""
        return str(
            format_date(local(time).date(), "EEEE d. MMMM y" if self.words.language == "nb" else "EEEE d MMMM y", locale=self._locale)
        )

    def fixed_moment(self, time: int) -> str:
        """Write a time so that it is right whenever it is read, as a message must: `tirsdag 1. desember 06:00`."""
        day = format_date(local(time).date(), "EEEE d. MMMM" if self.words.language == "nb" else "EEEE d MMMM", locale=self._locale)
        return f"{day} {self.clock(time)}"

    def day(self, time: int) -> str:
        """Write a day to choose: `i dag`, `i morgen`, `onsdag 2. desember`."""
        day, today = local(time).date(), local(self.now).date()
        near = {today: "time.today", today + datetime.timedelta(days=1): "time.tomorrow"}
        if day in near:
            return self.words(near[day])
        return str(format_date(day, "EEEE d. MMMM" if self.words.language == "nb" else "EEEE d MMMM", locale=self._locale))

    def calendar_day(self, day: datetime.date) -> str:
        """Write a legal day: `mandag 9. mars`."""
        return str(format_date(day, "EEEE d. MMMM" if self.words.language == "nb" else "EEEE d MMMM", locale=self._locale))

    def month(self, day: datetime.date) -> str:
        """Write the month of a day: `mars`."""
        return str(format_date(day, "LLLL", locale=self._locale))

    def hours(self, start: int, end: int) -> str:
        """Write a window of whole hours: `13–14`, `i går 23–24`, `13–14 så langt`; it belongs to the day on which it begins."""
        ends = local(end - 1).hour + 1
        span = f"{local(start):%H}–{ends:02}"
        day = when.day_name(self.words, start, self.now)
        so_far = f" {self.words('time.so_far')}" if end > self.now else ""
        return f"{day} {span}{so_far}" if day else f"{span}{so_far}"

    def age(self, time: int) -> str:
        """Write how long ago a time is: `3 timer`."""
        passed = datetime.timedelta(milliseconds=max(0, self.now - time))
        return str(format_timedelta(passed, granularity="minute", threshold=1.2, locale=self._locale))

    def span(self, seconds: int) -> str:
        """Write a length of time in its largest unit: `10 minutter`, `1 time`."""
        return str(format_timedelta(datetime.timedelta(seconds=seconds), threshold=1, locale=self._locale))

    def metres(self, metres: float) -> str:
        """Write a distance as a driver wants it: `140 m`, `1,4 km`."""
        return f"{round(metres, -1):.0f} m" if metres < 995 else f"{self.number(metres / 1000)} km"

    def duration(self, minutes: float) -> str:
        """Write how long something takes: `2 t 35 min`, `35 min`."""
        hours, rest = divmod(round(minutes), 60)
        return self.words("time.hours_minutes", h=hours, m=rest) if hours else self.words("time.minutes", m=rest)

    def iso(self, time: int) -> str:
        """Write a time for `<time datetime>`."""
        return local(time).isoformat(timespec="seconds")
