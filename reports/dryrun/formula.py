"""How each figure of the dry year is reckoned, in one line, and its unit."""

from collections.abc import Mapping

UNITS: Mapping[str, str] = {
    "km": "km", "drive_hours": "h", "stop_hours": "h", "unload_hours": "h", "idle_hours": "h", "hours": "h", "litres": "l", "co2_kg": "kg",
    "emptyings": "", "early_share": "share", "late_share": "share", "overflow_hours": "h", "truck_days": "", "cost": "{currency}",
}  # fmt: skip
FORMULAS: Mapping[str, str] = {
    "km": "each day's way from depot to depot in straight lines x detour_factor + ways to unload",
    "drive_hours": "km / speed_kmh",
    "stop_hours": "emptyings x stop_seconds / 3600",
    "unload_hours": "loads x unloading time",
    "idle_hours": "hours x idle_share",
    "hours": "drive_hours + stop_hours + unload_hours",
    "litres": "km x litres_per_km + stop_hours x litres_per_stop_hour + idle_hours x litres_per_idle_hour",
    "co2_kg": "litres x kg_per_litre",
    "emptyings": "bins emptied",
    "early_share": "emptyings of a bin below 40 % / emptyings",
    "late_share": "emptyings of a bin above 95 % / emptyings",
    "overflow_hours": "hours a bin held more than it has room for, all bins added up",
    "truck_days": "trucks that set out, day by day: hours / shift, rounded up",
    "cost": "hours x price_hour + km x price_km + emptyings x price_emptying + overflow_hours x price_overflow_hour",
}
