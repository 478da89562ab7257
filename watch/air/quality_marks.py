"""Judges the values of one device, from its readings and those around them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.air.quality import channels
from domain.air.quality.series import humid, suspicions
from domain.air.windows import mean_of, start_of_hour
from domain.device import Device, History
from domain.parameter import Flag
from domain.reading import Reading
from storage.state.air.invalidations import Invalidation
from storage.state.air.quality import DECLARED, Mark
from watch.air.quality import Quality

QualityIssue = tuple[int, str, Flag, str]  # time in ms UTC, parameter, flag, sentence
HourMeans = Mapping[tuple[str, int], float]  # by parameter and hour's start (ms UTC)


@dataclass(slots=True)
class DeviceSeries:
    """One device's readings taken apart: faults of single values, and the series of those without one."""

    history: History[Device]
    faults: list[QualityIssue] = field(default_factory=list)
    series: dict[str, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))

    def hour_means(self) -> HourMeans:
        """Return the mean of each hour's values without a fault, of what two channels may disagree on."""
        values: dict[tuple[str, int], list[float]] = defaultdict(list)
        for parameter in channels.PARAMETERS & set(self.series):
            for time, value in self.series[parameter]:
                values[parameter, start_of_hour(time)].append(value)
        return {key: mean_of(of_hour) for key, of_hour in values.items()}


def judge(history: History[Device], readings: Iterable[Reading], quality: Quality, invalid: Sequence[Invalidation]) -> DeviceSeries:
    """Find what is wrong with single values; `readings` in order of time, `invalid`: the device's declared periods."""
    series = DeviceSeries(history)
    for reading in readings:
        device = history.at(reading.time)
        for parameter, value in reading.values.items():
            faults = list(_faults(device, parameter, value, reading.time, quality, invalid))
            series.faults += faults
            if not faults:
                series.series[parameter].append((reading.time, value))
    return series


def marks(series: DeviceSeries, quality: Quality, other_channel: HourMeans) -> list[Mark]:
    """Return a mark for each value with something against it: the worst flag, and every sentence."""
    by_value: dict[tuple[int, str], list[tuple[Flag, str]]] = defaultdict(list)
    issues = [*series.faults, *_suspicions(series, quality), *_contradictions(series, other_channel)]
    for time, parameter, flag, sentence in issues:
        by_value[time, parameter].append((flag, sentence))
    device_id = series.history.versions[0].id
    return [
        Mark(
            device_id=device_id,
            time=time,
            parameter=parameter,
            flag=max(flag for flag, _ in of_value),
            reason="; ".join(sentence for _, sentence in of_value),
            rule_version=quality.rules.version,
        )
        for (time, parameter), of_value in by_value.items()
    ]


def _faults(
    device: Device, parameter: str, value: float, time: int, quality: Quality, invalid: Sequence[Invalidation]
) -> Iterator[QualityIssue]:
    fault = quality.fault(device, parameter, value)
    if fault is not None:
        yield time, parameter, *fault
    for period in invalid:
        if period.holds(parameter, time):
            yield time, parameter, Flag.FAIL, f"{DECLARED} {period.by}: {period.reason}"


def _suspicions(judged: DeviceSeries, quality: Quality) -> Iterator[QualityIssue]:
    humidity = dict(judged.series.get("humidity", ()))
    for parameter, series in judged.series.items():
        rules = quality.rules.series.get(parameter)
        if rules is None:
            continue
        for time, sentence in suspicions(series, rules, quality.unit(parameter)):
            yield time, parameter, Flag.SUSPECT, sentence
        if rules.humidity is not None and humidity:
            optical = [(time, value) for time, value in series if quality.optical(judged.history.at(time))]
            for time, sentence in humid(optical, humidity, rules.humidity):
                yield time, parameter, Flag.SUSPECT, sentence


def _contradictions(series: DeviceSeries, other_channel: HourMeans) -> Iterator[QualityIssue]:
    means = series.hour_means() if other_channel else {}
    apart = {key for key, mean in means.items() if key in other_channel and channels.disagree(mean, other_channel[key])}
    for parameter, hour in sorted(apart):
        values = f"{means[parameter, hour]:g} and {other_channel[parameter, hour]:g} µg/m³"
        for time, _ in series.series[parameter]:
            if start_of_hour(time) == hour:
                yield time, parameter, Flag.FAIL, f"two channels: hourly means of {values} are too far apart"
