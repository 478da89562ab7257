"""The truth of a simulated town, which alerts are compared with.

Air: the hour's true mean at a place. Bins: the true level, until the truck came. Sensors: which were dead, worn, or sent nothing.
A sensor's own error is no falsehood of its alert: within a tenth of the limit (a twentieth of a fill) either answer is true. A
truck was worth asking for where one of the bins it is asked for, left alone, is full within two days, by the departure after the next.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from domain.alerts.alert import Alert
from domain.duration import HOUR
from simulators.air.air import concentrations
from simulators.air.air_device import AirDevice
from simulators.bins.bin import BinDevice
from simulators.device import SimulatedDevice
from simulators.faults.wear import NEVER, SAGS_BEFORE, WornDevice
from simulators.scene import Scene
from simulators.send.message import NOT_SENT, PlannedMessage

MINUTE = 60_000
DAY = 24 * HOUR
LIMITS = {"pm25-high": ("pm25", 50.0), "pm10-high": ("pm10", 120.0), "no2-high": ("no2", 200.0), "o3-high": ("o3", 180.0)}
FULL, OVERFULL = 80.0, 100.0
_STEP = 10 * MINUTE
_MARGIN = 0.1
_LEVEL = 5.0
_TWO_DEPARTURES = 2 * DAY


class AlertTruth:
    """The truth of one scene from `start` to `end` (ms UTC)."""

    def __init__(self, scene: Scene, seed: int, start: int, end: int) -> None:
        self.start, self.end = start, end
        self._seed = seed
        self._senders = {sender.id: sender for sender in scene.senders}
        self._wear = {sender.id: sender.wear for sender in scene.senders if isinstance(sender, WornDevice)}
        self._bins = {str(body["bin"]): name for name, body in scene.devices.items() if "bin" in body}
        self._heard: dict[str, list[int]] = defaultdict(list)
        places = {str(body["site"]): _true(self._senders[name]) for name, body in scene.devices.items() if "site" in body}
        self._places = {site: device for site, device in places.items() if isinstance(device, AirDevice)}
        self._asked: dict[int, frozenset[str]] = {}
        self.hour_mean = cache(self._hour_mean)

    def sent(self, messages: Iterable[PlannedMessage]) -> None:
        """Record what reached the service."""
        for message in messages:
            if message.expect != NOT_SENT:
                self._heard[message.device].append(message.at)

    def asked(self, time: int, bins: frozenset[str]) -> None:
        """Record the bins for which a truck is asked for at `time` (ms UTC)."""
        self._asked[time] = bins

    def is_true(self, alert: Alert) -> bool:
        """Return whether an alert was true."""
        if alert.threshold_id in LIMITS:
            return any(self._was_dirty(alert, site) for site in alert.members)
        if alert.threshold_id == "pickup-needed":
            return any(self._left_alone(name, alert.raised_at) >= FULL - _LEVEL for name in self._asked_first(alert))
        so = {
            "bin-full": lambda name: self._was_full(name, alert.raised_at),
            "bin-sensor-faulty": lambda name: self._bins[name] in self._wear,
            "device-silent": lambda name: self._was_silent(name, alert),
            "battery-low": lambda name: self._dies(name) - SAGS_BEFORE <= alert.raised_at,
            "battery-percent-low": lambda name: self._dies(name) - SAGS_BEFORE <= alert.raised_at,
        }.get(alert.threshold_id)
        return so is not None and all(so(name) for name in alert.members)  # of anything else, such as heat, there is none in this town

    def why(self, alert: Alert) -> str:
        """Return what was true instead."""
        if alert.threshold_id == "bin-full":
            levels = [f"{self.level(name, alert.raised_at):.0f} %, {self._wear.get(self._bins[name])}" for name in alert.members]
            return f"the bin was at {levels}"
        if alert.threshold_id == "pickup-needed":
            return (
                f"left alone they would be at {[f'{self._left_alone(name, alert.raised_at):.0f} %' for name in self._asked_first(alert)]}"
            )
        if alert.threshold_id in LIMITS:
            parameter = LIMITS[alert.threshold_id][0]
            hours = range(alert.raised_at // HOUR * HOUR - 2 * HOUR, alert.raised_at, HOUR)
            return f"true means {[[round(self.hour_mean(site, parameter, hour)) for hour in hours] for site in alert.members]}"
        return str([self._wear.get(self._bins.get(name, name)) for name in alert.members])

    def level(self, bin_id: str, time: int) -> float:
        """Return how full (%) a bin truly was."""
        device = _true(self._senders[self._bins[bin_id]])
        assert isinstance(device, BinDevice)
        return 100 * device.fill(time)

    def recalls(self, alerts: Sequence[Alert]) -> dict[str, tuple[int, int, int, int]]:
        """Return by kind of truth: how many there were, how many were told by an alert about just that, of the others by one that
        asks for a truck for the bin, and of the rest by the failure of the sensor that hid them.
        """
        by_threshold: dict[str, list[Alert]] = defaultdict(list)
        for alert in alerts:
            by_threshold[alert.threshold_id].append(alert)
        answers = {}
        for name, (parameter, limit) in LIMITS.items():
            true = list(self._dirty_hours(parameter, limit * (1 + _MARGIN)))
            missed = [episode for episode in true if not any(_tells(alert, episode[0], episode[1] + HOUR) for alert in by_threshold[name])]
            hidden = [episode for episode in missed if self._is_known_silent(*episode, by_threshold["device-silent"])]
            answers[f"hours over {name}"] = (len(true), len(true) - len(missed), 0, len(hidden))
        for condition, level in (("bins full", FULL + _LEVEL), ("bins overflowing", OVERFULL)):
            answers[condition] = self._bins_told(level, by_threshold["bin-full"], alerts)
        dead = [name for name in self._wear if self.start <= self._dies(name) < self.end - 6 * HOUR]
        silent = [name for name in dead if any(name in alert.members for alert in by_threshold["device-silent"])]
        answers["dead sensors"] = (len(dead), len(silent), 0, 0)
        return answers

    def _bins_told(self, level: float, full: Sequence[Alert], alerts: Sequence[Alert]) -> tuple[int, int, int, int]:
        true = list(self._full_spells(level))
        reported = pickups = hidden = 0
        for bin_id, begins, ends in true:
            if any(bin_id in alert.members and alert.raised_at <= ends and (alert.cleared_at or ends) >= begins - DAY for alert in full):
                reported += 1
            elif any(bin_id in bins for at, bins in self._asked.items() if begins - DAY <= at <= ends):
                pickups += 1
            elif self._bins[bin_id] in self._wear:
                about = {bin_id, self._bins[bin_id]}
                hidden += any(
                    about & alert.members.keys() and alert.threshold_id != "bin-full" and alert.raised_at <= ends for alert in alerts
                )
        return len(true), reported, pickups, hidden

    def _full_spells(self, level: float) -> Iterator[tuple[str, int, int]]:
        """Yield (bin, from, to) wherever a bin stood at `level` (%) or above for an hour."""
        for bin_id in self._bins:
            begins = None
            for time in range(self.start + HOUR, self.end, _STEP):
                above = self.level(bin_id, time) >= level
                if above and begins is None:
                    begins = time
                elif not above and begins is not None:
                    if time - begins >= HOUR:
                        yield bin_id, begins, time
                    begins = None

    def _dirty_hours(self, parameter: str, limit: float) -> Iterator[tuple[str, int]]:
        last = self.end - 2 * HOUR  # judged after the hour and its grace
        for site in self._places:
            yield from ((site, hour) for hour in range(self.start, last, HOUR) if self.hour_mean(site, parameter, hour) >= limit)

    def _hour_mean(self, site: str, parameter: str, hour: int) -> float:
        device = self._places[site]
        moments = range(hour, hour + HOUR, _STEP)
        return sum(concentrations(self._seed, device.place, time, device.spells)[parameter] for time in moments) / len(moments)

    def _was_dirty(self, alert: Alert, site: str) -> bool:
        parameter, limit = LIMITS[alert.threshold_id]
        first = alert.raised_at // HOUR * HOUR - 2 * HOUR
        hours = range(first, (alert.cleared_at or self.end) // HOUR * HOUR, HOUR)
        return any(self.hour_mean(site, parameter, hour) >= limit * (1 - _MARGIN) for hour in hours)

    def _was_full(self, bin_id: str, time: int) -> bool:
        return any(self.level(bin_id, at) >= FULL - _LEVEL for at in range(time - HOUR, time + 1, _STEP))

    def _asked_first(self, alert: Alert) -> frozenset[str]:
        return next((bins & alert.members.keys() for at, bins in self._asked.items() if at >= alert.raised_at), frozenset())

    def _left_alone(self, bin_id: str, since: int) -> float:
        """Return how full (%) it would have become within two days, had the simulator's own truck not come."""
        levels = [self.level(bin_id, at) for at in range(since, since + _TWO_DEPARTURES + 1, _STEP)]
        return levels[0] + sum(max(0.0, after - before) for before, after in pairwise(levels))

    def _is_known_silent(self, site: str, hour: int, silent: Sequence[Alert]) -> bool:
        return any(_tells(alert, self._places[site].id, hour + HOUR) for alert in silent)

    def _was_silent(self, name: str, alert: Alert) -> bool:
        sender = self._senders[name]
        arrivals = [at for at in self._heard[name] if at < alert.raised_at]
        return not arrivals or alert.raised_at - arrivals[-1] >= 2 * sender.interval_s * 1000 or (alert.cleared_at or 0) > arrivals[-1]

    def _dies(self, name: str) -> int:
        return self._wear[name].dead[0] if name in self._wear else NEVER[0]


def _true(sender: SimulatedDevice) -> SimulatedDevice:
    return sender.device if isinstance(sender, WornDevice) else sender


def _tells(alert: Alert, site: str, hour_end: int) -> bool:
    return site in alert.members and alert.raised_at <= hour_end + HOUR and (alert.cleared_at is None or alert.cleared_at >= hour_end)
