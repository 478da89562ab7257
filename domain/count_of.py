"""How many of something there are, as an English message says it: one is one reading, and all else are readings."""


def count_of(number: int, one: str, several: str = "") -> str:
    """Return a number with its noun: `1 reading`, `0 readings`, `2 entries`; `several` where an s does not make it."""
    return f"{number} {one if number == 1 else several or f'{one}s'}"
