"""Tells whether a place can be in Norway: enough to doubt a UTM zone, which differ by some 300 km."""

# By whole degree of latitude the westernmost and easternmost degree of land, islands among it, to a tenth; read off maps from memory, M.
_LAND = {
    57: (6.4, 9.0), 58: (5.4, 11.8), 59: (4.9, 12.3), 60: (4.7, 12.7), 61: (4.5, 12.9), 62: (5.0, 12.4), 63: (7.3, 12.7), 64: (9.5, 14.3),
    65: (10.9, 14.7), 66: (11.7, 16.5), 67: (11.8, 17.8), 68: (12.9, 20.7), 69: (15.5, 30.9), 70: (18.5, 31.2), 71: (24.0, 29.0),
    74: (18.7, 19.4), 76: (13.0, 28.0), 77: (13.0, 28.0), 78: (10.4, 30.0), 79: (10.4, 30.0), 80: (10.4, 34.0),
}  # fmt: skip


def is_in_norway(lat: float, lon: float) -> bool:
    """Return whether land of Norway lies that far north and east."""
    west, east = _LAND.get(int(lat), (0.0, 0.0))
    return west <= lon <= east
