"""Rows of bins for tests of what list and map make of them."""

from dataclasses import replace

from api.pages.waste.bin_rows import BinRow, Group, Mark

_ROW = BinRow(
    id="b", name="Torget 1", fraction="papir", lat=59.1234567, lon=10.7654321, fill=40.0, state="ok", time=0, full_at=(None, None, None),
    emptied_at=None, report=None, reason=None, round=None, mark="room", groups=frozenset(), simulated="none",
)  # fmt: skip
_GROUPS: dict[Mark, frozenset[Group]] = {"must": frozenset({"must"}), "silent": frozenset({"silent"})}


def row(bin_id: str, *, fraction: str = "papir", mark: Mark = "room", lat: float = _ROW.lat) -> BinRow:
    """Return a bin's row; its groups follow its mark."""
    return replace(_ROW, id=bin_id, fraction=fraction, mark=mark, lat=lat, groups=_GROUPS.get(mark, frozenset()))
