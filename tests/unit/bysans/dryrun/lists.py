"""A town's list of emptyings and its bins, as spreadsheets in Norway have them."""

from pathlib import Path
from random import Random

LIST_HEAD = "Beholdernr;Tømt dato;Klokkeslett;Fyllingsgrad;Status\n"


def write_list(folder: Path, *, extra: str = "", fills: bool = True) -> Path:
    """Write eight weeks of 12 bins that are emptied every third day."""
    dice = Random(3)
    rows = []
    for number in range(12):
        rate = 0.08 + 0.03 * (number % 4)
        for day in range(number % 3, 56, 3):
            share = f"{min(100, round(dice.gammavariate(rate * 3 / 0.1, 0.1) * 4) * 25)} %" if fills else ""
            rows.append(f"B{number};{1 + day % 28:02}.{1 + day // 28:02}.2025;07:{10 + number}:00;{share};tømt\n")
    file = folder / "tømminger.csv"
    file.write_text(LIST_HEAD + "".join(rows) + extra, encoding="utf-8")
    return file


def write_bins(folder: Path) -> Path:
    """Write where the bins stand."""
    rows = [f"B{number};59,9{number:02};10,7{number % 5};660;Restavfall;{'nord' if number % 2 else 'sør'}\n" for number in range(12)]
    file = folder / "beholdere.csv"
    file.write_text("Beholdernr;Breddegrad;Lengdegrad;Volum;Fraksjon;Bydel\n" + "".join(rows), encoding="utf-8")
    return file
