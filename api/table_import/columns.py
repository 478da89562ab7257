"""Which column of a table is which of our fields: as said, as kept under a name, or as the column's name suggests."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from api.table_import.header_row import spelled
from api.table_import.problems import TableError

_NAMES: Mapping[str, tuple[str, ...]] = {  # what municipalities and vendors call them, in Norwegian and English
    "id": (
        "id",
        "nr",
        "nummer",
        "beholdernr",
        "beholdernummer",
        "beholderid",
        "sensorid",
        "deviceid",
        "enhetid",
        "stedid",
        "nummerellerid",
        "numberorid",
    ),
    "name": (
        "name",
        "navn",
        "adresse",
        "address",
        "stedsnavn",
        "plassering",
        "gateadresse",
        "gatenavn",
        "beholdernavn",
        "navnelleradresse",
        "nameoraddress",
    ),
    "lat": ("lat", "latitude", "breddegrad", "bredde"),
    "lon": ("lon", "lng", "long", "longitude", "lengdegrad", "lengde"),
    "fraction": ("fraction", "fraksjon", "avfallstype", "avfallsfraksjon", "avfallsslag", "kindofwaste", "wastetype"),
    "capacity_l": (
        *("capacityl", "capacity", "kapasitet", "volum", "volume", "liter", "volumliter", "volumel", "kapasitetl", "størrelse"),
        *("beholdervolum", "beholderstørrelse", "volumiliter", "volumeinlitres"),
    ),
    "empty_mm": ("emptymm", "tommm", "avstandtom", *("avstandnårtom", "avstandnårtommm", "distancewhenempty", "distancewhenemptymm")),
    "full_mm": ("fullmm", "avstandfull", *("avstandnårfull", "avstandnårfullmm", "distancewhenfull", "distancewhenfullmm")),
    "interval_days": (
        "intervaldays",
        "tømmeintervall",
        "tømmefrekvens",
        "dagermellomtømming",
        "dagermellomtømminger",
        "daysbetweenemptyings",
    ),
    "model": ("model", "modell", "sensormodell", "sensortype"),
    "note": ("note", "merknad", "kommentar", "beskrivelse", "tilsjåføren", "forthedriver"),
    "tags": ("tags", "merker", "grupper", "groups"),
    "kind": ("kind", "slag", "luftellerbeholder", "airorbin"),
    "interval_s": (
        "intervals",
        "interval",
        "intervall",
        "sendeintervall",
        "sendeintervalls",
        "sekundermellommålinger",
        "secondsbetweenreadings",
    ),
    "dev_eui": ("deveui", "eui"),
    "site": ("site", "målested", "sted", "measuringsite"),
    "bin": ("bin", "beholder"),
    "valid_from": ("validfrom", "gyldigfra", "fradato", "montert", "installert", "gjelderfra"),
    "simulated": ("simulated", "øvelse", "exercise"),
}
REGISTRY_SPELLINGS = frozenset(spelling for spellings in _NAMES.values() for spelling in spellings)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """Column names by field, and values of fields that every row has; `headings`: all columns of the table it was made for."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    headings: tuple[str, ...] = ()

    def over(self, below: "ColumnMap") -> "ColumnMap":
        """Return this map with what `below` says of other fields."""
        said = {*self.columns, *self.values}
        return ColumnMap(
            columns={**{name: column for name, column in below.columns.items() if name not in said}, **self.columns},
            values={**{name: value for name, value in below.values.items() if name not in said}, **self.values},
        )

    def unmapped(self, required: Collection[str]) -> list[str]:
        """Return the fields that every row must have and that are neither a column nor a value."""
        return sorted({*required} - {*self.columns, *self.values})

    def check(self, columns: Collection[str], fields: Collection[str]) -> None:
        """Raise TableError for a field that there is not, or a column that the table lacks."""
        for name in (*self.columns, *self.values):
            if name not in fields:
                raise TableError("no_field", f"there is no field {name!r}; there are {', '.join(fields)}", name)
        for name, column in self.columns.items():
            if column not in columns:
                raise TableError(
                    "no_column", f"there is no column {column!r} for {name}; there are {', '.join(filter(None, columns))}", column
                )


def suggested(columns: Collection[str], fields: Collection[str], names: Mapping[str, tuple[str, ...]] | None = None) -> ColumnMap:
    """Return the columns whose names say which field they are; the first where several do. `names`: other spellings than the registry's."""
    by_spelling = {spelling: name for name, spellings in (names or _NAMES).items() if name in fields for spelling in spellings}
    found: dict[str, str] = {}
    for column in columns:
        name = by_spelling.get(spelled(column))
        if name is not None:
            found.setdefault(name, column)
    return ColumnMap(columns=found)
