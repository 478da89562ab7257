"""A site shows nothing as measured that was not."""

from api.pages.air import sites
from api.pages.air.sites import SiteCard
from api.pages.frame.registry_now import registry_now
from domain.air.windows import SiteHour
from domain.device import Registry
from domain.duration import HOUR
from tests.unit.api.pages.things import NOW, SITE, device, names, registry


def cards(town: Registry, newest: list[SiteHour]) -> list[SiteCard]:
    return sites.cards(registry_now(town, NOW), names(town), newest)


def hour(parameter: str, mean: float, *, valid: bool = True, sources: tuple[str, ...] = ("a",), start: int = NOW - HOUR) -> SiteHour:
    return SiteHour(site="s", parameter=parameter, start=start, mean=mean, n=6 if valid else 2, expected=6, valid=valid, sources=sources)


def test_an_hour_with_too_little_data_shows_no_value() -> None:
    (card,) = cards(registry(SITE, device("a", "s")), [hour("pm25", 3.0, valid=False)])
    (mean,) = card.means
    assert (mean.value, mean.n, mean.expected) == (None, 2, 6)
    assert card.sources == []


def test_a_site_names_its_newest_hour_its_devices_and_what_comes_first() -> None:
    there = [device("a", "s", name="Torget, målt 2020", simulated=True), device("b", "s"), device("gone", "s", removed=True)]
    newest = [hour("no2", 20.0, sources=("b",)), hour("pm25", 8.0), hour("humidity", 80.0, start=NOW - 3 * HOUR)]
    (card,) = cards(registry(SITE, *there), newest)
    assert [mean.parameter for mean in card.means] == ["pm25", "no2", "humidity"]
    assert (card.start, card.end, card.devices, card.simulated) == (NOW - HOUR, NOW, 2, "some")
    assert card.sources == ["Luftmåler b", "Torget, målt 2020"]


def test_a_site_without_means_is_still_there() -> None:
    (card,) = cards(registry(SITE), [])
    assert (card.name, card.means, card.devices, card.simulated) == ("Torget", [], 0, "none")
