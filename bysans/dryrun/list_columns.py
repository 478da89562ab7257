"""Which column of a list is which of our fields, as crews, scales and suppliers name them in Norwegian and English."""

from collections.abc import Mapping, Sequence

from api.table_import.columns import ColumnMap
from api.table_import.header_row import spelled
from api.table_import.problems import TableError

_SHARED: Mapping[str, tuple[str, ...]] = {  # the best name first
    "lat": ("lat", "latitude", "breddegrad", "wgs84lat", "nord", "north", "northing", "nordkoordinat", "ykoordinat", "y"),
    "lon": ("lon", "lng", "long", "longitude", "lengdegrad", "wgs84lon", "øst", "east", "easting", "østkoordinat", "xkoordinat", "x"),
    "position": ("posisjon", "position", "koordinater", "koordinat", "coordinates", "gpsposisjon", "gps", "latlon", "latlong"),
    "fraction": ("fraction", "fraksjon", "avfallstype", "avfallsfraksjon", "avfallsslag", "avfall", "wastetype"),
    "capacity_l": (
        "capacityl", "capacity", "kapasitet", "kapasitetl", "volum", "volume", "volumliter", "beholdervolum", "liter", "beholderstørrelse",
        "størrelse", "beholdertype",
    ),
    "area": ("area", "område", "bydel", "sone", "zone", "district", "krets", "rute", "route", "rutenr"),
}  # fmt: skip
_BIN_IDS = (
    "beholdernr", "beholderid", "beholdernummer", "binid", "bin", "beholder", "containerid", "containernr", "containernummer", "container",
    "dunknr", "dunkid", "dunk", "punktnr", "punktid", "punkt", "hentepunkt", "hentested", "enhetsnr", "enhetsid", "enhet", "serialnumber",
    "serienummer", "brikkenr", "brikke", "rfid", "objektid", "id", "nr", "adresse", "address", "stedsnavn", "plassering", "navn", "sted",
)  # fmt: skip
EMPTYING_FIELDS: Mapping[str, tuple[str, ...]] = {
    "bin": _BIN_IDS,
    "time": (
        "tømttidspunkt", "tømmetidspunkt", "tømttid", "tømtdatotid", "tømtdato", "datotømt", "tømmedato", "hentetidspunkt", "hentedato",
        "tømt", "hentet", "emptiedatlocal", "emptiedat", "emptied", "timestamp", "datetime", "datotid", "datoogtid",
        "datoklokkeslett", "utførtdato", "utførttidspunkt", "utførttid", "registrert", "dato", "date", "tidspunkt", "tid", "time",
    ),
    "clock": ("klokkeslett", "klokken", "klokka", "kl", "tømtkl", "clock", "timeofday", "tid", "time", "tidspunkt"),
    "fill": (
        "fyllingsgrad", "fyllgrad", "fyllingsnivå", "fyllnivå", "fylling", "fillbeforepct", "fillpct", "filllevel", "fill",
        "fyllingsgradpst", "fyllingsgradprosent", "fyllingsgradiprosent", "fyllingprosent", "nivå", "prosent", "kvart", "quarters",
    ),
    "weight_kg": ("vektkg", "vektikg", "nettovekt", "nettovektkg", "vekt", "weightkg", "weight", "kg", "vekttonn", "tonn"),
    "outcome": (
        "utfall", "outcome", "resultat", "tømtjanei", "ikketømt", "ikketømtårsak", "avviksårsak", "avvikstype", "avvikskode", "avvik",
        "årsak", "status", "utført",
    ),
    "vehicle": ("vehicle", "bil", "bilnr", "kjøretøy", "kjøretøynr", "regnr", "truck", "lastebil"),
    **_SHARED,
}  # fmt: skip
BIN_FIELDS: Mapping[str, tuple[str, ...]] = {"bin": _BIN_IDS, **_SHARED}
_PARTS: Mapping[str, tuple[str, ...]] = {  # of longer names, in which any of these says the field
    "outcome": ("avvik", "ikketømt", "deviation"),
    "fill": ("fylling", "fyllgrad", "fyllnivå", "filllevel"),
    "weight_kg": ("vekt", "weight"),
    "lat": ("breddegrad", "latitude", "nord", "north"),
    "lon": ("lengdegrad", "longitude", "øst", "east"),
    "capacity_l": ("volum", "liter", "kapasitet"),
    "fraction": ("fraksjon", "avfallstype"),
    "time": ("tidspunkt", "tømt", "dato", "emptied"),
    "bin": ("beholder", "container", "dunk"),
}
SPELLINGS = frozenset(spelling for spellings in EMPTYING_FIELDS.values() for spelling in spellings)
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
    for name, parts in _PARTS.items():
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
    chosen.check(columns, list(fields))
    missing = [name for name in NEEDED if name in fields and name not in chosen.columns]
    if missing:
        listed = ", ".join(filter(None, columns))
        says = " and ".join(f"{NEEDED[name]} (--column {name}=…)" for name in missing)
        raise TableError("no_column", f"no column says {says}; there are {listed}", ", ".join(missing))
    return chosen
