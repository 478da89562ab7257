"""An alert: what it is about, how severe it is, and where it stands between raised and cleared.

An alert about several things at once (an inversion over a town, sensors silent behind one gateway) is one alert with members; it is
cleared when the last of them is. No data never clears: a member stays as it was last seen.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from domain.alerts.severity import Severity, rank
from domain.alerts.threshold import Averaging, ThresholdKind
from domain.bounded_value import Bound

AlertState = Literal["raised", "acknowledged", "shelved", "cleared"]
AlertKey = tuple[str, str, str]  # a threshold's id, and type and id of a subject: there is one open alert of each


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an alert is about: a site, bin, device or receiver, or an area of several."""

    type: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One thing of those an alert is about, as last seen.

    `value`: in the parameter's unit, of the window [`start`, `end`) in ms UTC; a reading's are both its time. `bound`: whether
    the true value is that, or at least or at most that. After `fresh_until` (ms UTC) there is no data. `cleared_at`: when it
    was over for this one (ms UTC), None while it is not. `cleared_by`: the end (ms UTC) of the value that cleared it, if one did.
    `delivery`: the id of the newest message that led to what is said here, or ended it; None where no message did.
    """

    severity: Severity
    value: float
    start: int
    end: int
    fresh_until: int
    bound: Bound = "exact"
    cleared_at: int | None = None
    cleared_by: int | None = None
    delivery: str | None = None

    @property
    def judged_until(self) -> int:
        """The end (ms UTC) of the newest value that was judged."""
        return self.end if self.cleared_by is None else self.cleared_by

    def has_judged(self, end: int) -> bool:
        """Return whether a value that ends at `end` (ms UTC) comes too late to change anything."""
        return end < self.end or (self.cleared_by is not None and end <= self.cleared_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert; times are ms UTC. `by`, `note`: of the last person who did something about it.

    `subject` is what it is raised for once while it is open; `members` are the things themselves, by id, of `member_type`.
    """

    id: str
    threshold_id: str
    kind: ThresholdKind
    parameter: str
    averaging: Averaging
    limit: float
    subject: Subject
    member_type: str
    members: Mapping[str, Member]
    severity: Severity
    raised_at: int
    state: AlertState = "raised"
    acknowledged_at: int | None = None
    shelved_until: int | None = None
    escalated_at: int | None = None
    cleared_at: int | None = None
    by: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        if not self.members:
            raise ValueError(f"alert {self.id} is about nothing: it needs a member")

    @property
    def key(self) -> AlertKey:
        """What it is found by while it is open."""
        return self.threshold_id, self.subject.type, self.subject.id

    @property
    def is_open(self) -> bool:
        """Whether it is not over."""
        return self.state != "cleared"

    @property
    def open_members(self) -> Mapping[str, Member]:
        """The members for which it is not over."""
        return {name: member for name, member in self.members.items() if member.cleared_at is None}

    @property
    def about(self) -> Subject:
        """What people know it is about: the thing itself where there is but one."""
        if len(self.members) == 1:
            return Subject(type=self.member_type, id=next(iter(self.members)))
        return self.subject if self.subject.type == "area" else Subject(type="area", id="all")

    @property
    def is_easing(self) -> bool:
        """Whether it is about fills that are all below their limit again, though not yet so clearly that it is over."""
        return self.parameter == "fill" and all(member.value < self.limit for member in self.open_members.values())

    @property
    def worst_member(self) -> tuple[str, Member]:
        """The member that decides, with its id: the most severe, of these the latest seen; of the open ones while there are any."""
        among = self.open_members or self.members
        return max(among.items(), key=lambda item: (rank(item[1].severity), item[1].end, item[0]))


def open_members(alerts: Iterable[Alert], parameter: str) -> Iterator[tuple[Alert, str]]:
    """Yield each alert about `parameter` with the id of each member that it is not over for."""
    for alert in alerts:
        if alert.parameter == parameter:
            yield from ((alert, name) for name in alert.open_members)
