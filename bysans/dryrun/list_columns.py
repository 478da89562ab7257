"""Which column of a list is which of our fields, as crews, scales and suppliers name them."""

from collections.abc import Mapping, Sequence

from api.table_import.columns import ColumnMap
from api.table_import.header_row import spelled
from api.table_import.problems import TableError
from bysans.dryrun.list_words import list_words
from bysans.dryrun.town_list.positions import UTM_ZONE

_WORDS = list_words()
_SHARED = ("lat", "lon", "position", "fraction", "capacity_l", "area")
EMPTYING_FIELDS: Mapping[str, tuple[str, ...]] = {  # by field what its column may be called, the best name first
    name: _WORDS.names_of(name) for name in ("bin", "time", "clock", "fill", "weight_kg", "outcome", "vehicle", *_SHARED)
}
BIN_FIELDS: Mapping[str, tuple[str, ...]] = {name: EMPTYING_FIELDS[name] for name in ("bin", *_SHARED)}
FIELDS = {"emptyings": EMPTYING_FIELDS, "bins": BIN_FIELDS}
NEEDED = {"bin": "which bin it is", "time": "when it was emptied"}


def guessed(columns: Sequence[str], fields: Mapping[str, tuple[str, ...]]) -> ColumnMap:
    """Return the columns whose names say which field they are: each field's best name first, then names that hold a part of one."""
    spellings = {spelled(column): column for column in reversed(columns) if column}
    taken: dict[str, str] = {}
    for name, names in fields.items():
        column = next(
            (spellings[spelling] for spelling in names if spelling in spellings and spellings[spelling] not in taken.values()), None
        )
        taken |= {} if column is None else {name: column}
    for name, parts in _WORDS.parts.items():
        if name in fields and name not in taken:
            column = next(
                (spellings[s] for s in spellings if any(part in s for part in parts) and spellings[s] not in taken.values()), None
            )
            taken |= {} if column is None else {name: column}
    return ColumnMap(columns={name: taken[name] for name in fields if name in taken})


def chosen_columns(said: ColumnMap, kept: ColumnMap, columns: Sequence[str], fields: Mapping[str, tuple[str, ...]]) -> ColumnMap:
    """Return the columns as said, as kept, or as their names suggest; what was kept for the same names needs no guess.

    Raises TableError where a field that is needed has no column.
    """
    chosen = said.over(kept)
    if [*kept.headings] != [*columns]:
        chosen = chosen.over(guessed([column for column in columns if column not in chosen.columns.values()], fields))
    chosen.check(columns, [*fields, UTM_ZONE])
    missing = [name for name in NEEDED if name in fields and name not in chosen.columns]
    if missing:
        listed = ", ".join(filter(None, columns))
        says = " and ".join(f"{NEEDED[name]} (--column {name}=…)" for name in missing)
        raise TableError("no_column", f"no column says {says}; there are {listed}", ", ".join(missing))
    return chosen
