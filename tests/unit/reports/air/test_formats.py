"""A report names sets of limits as its reader does."""

from dataclasses import replace

from config.regimes import load_regimes
from reports.air.formats import Text

NORWAY = load_regimes()["norway-2022"]


def test_a_set_of_limits_has_the_languages_name_and_its_short_one() -> None:
    assert Text("nb").regime(NORWAY) == "Norge 2022 (forurensningsforskriften kap. 7)"
    assert Text("en").regimes([NORWAY, load_regimes()["who-2021"]], short=True) == "Norway 2022, WHO 2021"


def test_one_that_a_town_added_goes_by_its_title() -> None:
    added = replace(NORWAY, name="ours-2027", title="Ours (draft)")
    assert (Text("nb").regime(added), Text("nb").regime(added, short=True)) == ("Ours (draft)", "Ours")
