"""Which column of a list is which of our fields, as crews, scales and suppliers name them in Norwegian and English."""

from collections.abc import Collection, Mapping

from api.table_import.columns import ColumnMap, suggested
from api.table_import.problems import TableError

_SHARED: Mapping[str, tuple[str, ...]] = {
    "lat": ("lat", "latitude", "breddegrad", "y"),
    "lon": ("lon", "lng", "long", "longitude", "lengdegrad", "x"),
    "fraction": ("fraction", "fraksjon", "avfallstype", "avfallsfraksjon", "avfallsslag", "wastetype"),
    "capacity_l": (
        "capacityl",
        "capacity",
        "kapasitet",
        "kapasitetl",
        "volum",
        "volume",
        "liter",
        "volumliter",
        "beholdervolum",
        "størrelse",
    ),
    "area": ("area", "område", "bydel", "sone", "zone", "district", "krets", "rute", "route"),
}
_BIN_IDS = (
    "bin", "binid", "id", "nr", "beholder", "beholdernr", "beholderid", "beholdernummer", "container", "containerid", "containernr",
    "punkt", "hentepunkt", "serialnumber", "enhet",
)  # fmt: skip
EMPTYING_FIELDS: Mapping[str, tuple[str, ...]] = {
    "bin": _BIN_IDS,
    "time": (
        "time", "timestamp", "tid", "tidspunkt", "dato", "date", "datotid", "tømt", "tømttid", "tømtdato", "emptied", "emptiedat",
        "emptiedatlocal", "tømmedato", "tømmetidspunkt", "datetime", "hentet",
    ),
    "clock": ("klokkeslett", "klokken", "kl", "clock", "timeofday"),
    "fill": (
        "fill", "fillpct", "fyllingsgrad", "fyllgrad", "fylling", "fillbeforepct", "filllevel", "fyllingsgradpst", "fyllingprosent",
        "prosent", "kvart", "quarters",
    ),
    "weight_kg": ("weight", "weightkg", "vekt", "vektkg", "kg"),
    "outcome": ("outcome", "utfall", "status", "resultat", "avvik", "tømtjanei", "utført"),
    "vehicle": ("vehicle", "bil", "bilnr", "kjøretøy", "truck", "lastebil"),
    **_SHARED,
}  # fmt: skip
BIN_FIELDS: Mapping[str, tuple[str, ...]] = {"bin": _BIN_IDS, **_SHARED}
_NEEDED = {"bin": "which bin it is", "time": "when it was emptied"}


def chosen_columns(said: ColumnMap, kept: ColumnMap, columns: Collection[str], fields: Mapping[str, tuple[str, ...]]) -> ColumnMap:
    """Return the columns as said, as kept, or as their names suggest. Raises TableError where one that is needed has no column."""
    chosen = said.over(kept).over(suggested(columns, list(fields), fields))
    chosen.check(columns, list(fields))
    missing = [name for name in _NEEDED if name in fields and name not in chosen.columns]
    if missing:
        listed = ", ".join(filter(None, columns))
        says = " and ".join(f"{_NEEDED[name]} (--column {name}=…)" for name in missing)
        raise TableError("no_column", f"no column says {says}; there are {listed}")
    return chosen
