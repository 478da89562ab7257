"""The table in docs/reliability.md: each case leaves a row, and `make faults` writes them in."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- matrix -->", "<!-- /matrix -->"
COLUMNS = (
    "fault, under load",
    "store",
    "acknowledged",
    "lost by the broker",
    "lost",
    "doubled",
    "recovered after",
    "ingest's peak memory",
    "note",
)
HEAD = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table.

    `lost_by_broker`: what it had acknowledged and never sent us. `recovered_s`: from the end of the fault until
    a new reading stood at `latest`.
    """

    fault: str
    store: str
    acknowledged: int
    lost_by_broker: int = 0
    lost: int
    doubled: int
    recovered_s: float
    peak_mib: float
    note: str = ""

    def noted(self, words: str) -> "Row":
        """Return the row with `words` in its note."""
        return replace(self, note="; ".join(word for word in (self.note, words) if word))

    def text(self) -> str:
        return (
            f"| {self.fault} | {self.store} | {self.acknowledged:,} | {self.lost_by_broker} | {self.lost} | {self.doubled} | "
            f"{self.recovered_s:.1f} s | {self.peak_mib:.0f} MiB | {self.note} |"
        )


def write(rows: list[Row]) -> None:
    """Put `rows` into the document's table, in place of those of the same fault and store."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    table, after = rest.split(END)
    by_key = {key(line): line for line in table.strip().splitlines()[2:]}
    by_key |= {key(row.text()): row.text() for row in rows}
    lines = sorted(by_key.values(), key=lambda line: key(line)[1] != "SQLite")
    DOCUMENT.write_text(f"{before}{BEGIN}\n{HEAD}\n" + "\n".join(lines) + f"\n{END}{after}", encoding="utf-8")


def key(line: str) -> tuple[str, ...]:
    return tuple(re.split(r" \| ", line.strip("| "))[:2])
