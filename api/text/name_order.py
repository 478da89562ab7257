"""The order in which people look for names: `Storgata 2` stands before `Storgata 10`."""

import re

_NUMBERS = re.compile(r"([0-9]+)")


def name_order(name: str) -> list[str | int]:
    """Return a sort key; letters in any case, numbers by their value."""
    # Every second part is a number, so that keys compare like with like.
    return [int(part) if number % 2 else part for number, part in enumerate(_NUMBERS.split(name.casefold()))]
