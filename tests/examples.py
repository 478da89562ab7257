"""How many examples a costly property draws, in proportion to the profile of the run (tests/conftest.py)."""

from hypothesis import settings

USUAL, LONG = 100, 5_000  # examples of a property: in every run, and in `make faults`


def examples(usual: int) -> settings:
    """Return settings for so many examples in a usual run, and as many times more in a long one as properties have there."""
    return settings(max_examples=usual * settings().max_examples // USUAL)
