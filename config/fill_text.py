"""How full a bin is, in words: one scale of 0–100 %, wherever it is read."""

from config.texts import Words


def fill_text(words: Words, percent: float) -> str:
    """Write a fill: `89 %`, `over kanten` above 100 %.

    Cut, not rounded: 89.9 is not yet full and must not read 90.
    """
    return words("fill.over") if percent > 100 else f"{int(max(percent, 0.0))} %"
