"""What people call what an alert is about."""

from config.names import Names
from domain.alerts.alert import Alert
from domain.alerts.threshold import PICKUP
from domain.waste.decision.trigger import EVERYWHERE, area_of


def place_of(names: Names, alert: Alert) -> str:
    """Return a thing's name, how many things there are, or what a truck is needed for: `Storgata 1`, `7 sensorer`, `Restavfall i nord`."""
    about = alert.about
    if alert.parameter == PICKUP:
        return _needs_truck(names, alert)
    if about.type == "service":
        return names.words(f"part.{about.id}")
    if about.type != "area":
        return names.of(about.type, about.id)
    return _in_area(names, names.words(f"alert.{alert.member_type}", n=len(alert.open_members or alert.members)), about.id)


def _needs_truck(names: Names, alert: Alert) -> str:
    """Return the bin and its fraction, or what several have in common: all bins of a trigger have one fraction and one area."""
    bin_id = alert.worst_member[0]
    history = names.registry.bins.get(bin_id)
    if history is None:
        return bin_id
    bin_ = history.at(names.now)
    fraction = names.fraction(bin_.fraction)
    if len(alert.members) == 1:
        return f"{names.bin(bin_id)}, {fraction}"
    return _in_area(names, fraction[:1].upper() + fraction[1:], area_of(bin_))


def _in_area(names: Names, what: str, area: str) -> str:
    return what if area == EVERYWHERE else names.words("alert.in_area", what=what, area=area)
