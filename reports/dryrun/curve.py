"""The curve of saving against number of sensors, drawn as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from reports.dryrun.answer import SensorPoint
from reports.dryrun.words import DryRunWords

_WIDE, _HIGH, _LEFT, _BELOW, _ABOVE = 330.0, 118.0, 52.0, 20.0, 8.0


@dataclass(frozen=True, slots=True)
class _Frame:
    most: float
    low: float
    high: float

    def at(self, sensors: float, money: float) -> str:
        """Return the point of so many sensors and so much money."""
        x = _LEFT + (_WIDE - _LEFT - 10) * sensors / max(self.most, 1)
        y = _ABOVE + (_HIGH - _ABOVE - _BELOW) * (self.high - money) / max(self.high - self.low, 1e-9)
        return f"{x:.1f},{y:.1f}"


def curve(points: Sequence[SensorPoint], words: DryRunWords, currency: str) -> Markup:
    """Return the picture, described in words; nothing without points."""
    if not points:
        return Markup()
    frame = _Frame(
        most=points[-1].sensors,
        low=min(0.0, *(point.saving_year.low for point in points), *(point.net_year.middle for point in points)),
        high=max(1.0, *(point.saving_year.high for point in points)),
    )
    band = [frame.at(point.sensors, point.saving_year.low) for point in points]
    band += [frame.at(point.sensors, point.saving_year.high) for point in reversed(points)]
    gross = " ".join(frame.at(point.sensors, point.saving_year.middle) for point in points)
    net = " ".join(frame.at(point.sensors, point.net_year.middle) for point in points)
    labels = "".join(_label(frame, value, words) for value in sorted({frame.low, 0.0, frame.high}))
    ticks = "".join(
        _tick(frame, point.sensors) for point in points if point.sensors in (points[-1].sensors, points[len(points) // 2].sensors)
    )
    said = escape(words("curve.said", sensors=points[-1].sensors, amount=words.amount(points[-1].saving_year.middle), currency=currency))
    return Markup(  # noqa: S704 - our own numbers
        f'<svg viewBox="0 0 {_WIDE:g} {_HIGH:g}" role="img" aria-label="{said}">'
        f'<polygon class="band" points="{" ".join(band)}"/>'
        f'<polyline class="axis" points="{frame.at(0, 0)} {frame.at(frame.most, 0)}"/>'
        f'<polyline class="gross" points="{gross}"/><polyline class="net" points="{net}"/>{labels}{ticks}</svg>'
    )


def _label(frame: _Frame, value: float, words: DryRunWords) -> str:
    _, y = frame.at(0, value).split(",")
    return f'<text x="{_LEFT - 5:g}" y="{float(y) + 3:.1f}" text-anchor="end">{words.amount(value)}</text>'


def _tick(frame: _Frame, sensors: int) -> str:
    x, _ = frame.at(sensors, 0).split(",")
    return f'<text x="{x}" y="{_HIGH - 5:g}" text-anchor="middle">{sensors}</text>'
