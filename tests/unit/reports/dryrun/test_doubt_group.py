"""Doubts are said in the reader's language, those about a whole table first, then the commonest."""

import pytest

from config.texts import Language
from domain.dryrun.doubt import Doubt
from reports.dryrun.doubt_group import doubt_groups, said_of


@pytest.mark.parametrize(
    ("language", "assumed", "said"),
    [
        ("nb", "restavfall", "beholder uten avfallstype: antatt restavfall"),
        ("en", "restavfall", "a bin without a kind of waste: assumed residual waste"),
        ("en", "farlig avfall", "a bin without a kind of waste: assumed farlig avfall"),  # a town's own word, which nobody has named
    ],
)
def test_an_assumed_kind_of_waste_is_said_in_the_readers_language(language: Language, assumed: str, said: str) -> None:
    assert said_of(Doubt(file="bins", line=3, kind="no_fraction", assumed=assumed), language) == said


def test_what_is_about_a_whole_table_comes_before_what_is_common() -> None:
    zone = Doubt(file="bins", line=0, kind="utm_zone", assumed="UTM 33")
    never = [Doubt(file="bins", line=0, kind="never_emptied", bin_id=f"B{at}") for at in range(2)]
    fills = [Doubt(file="emptyings", line=at, kind="bad_fill") for at in (1, 2, 3)]
    assert [group.doubts[0].kind for group in doubt_groups([*never, *fills, zone])] == ["utm_zone", "bad_fill", "never_emptied"]
