"""In which area does a bin stand, for which a truck is sent?"""

from domain.device import Bin

EVERYWHERE = "all"


def area_of(bin_: Bin) -> str:
    """Return the area of a bin: its first tag, or `all` without tags."""
    return bin_.tags[0] if bin_.tags else EVERYWHERE


def stands_in(bin_: Bin, area: str | None) -> bool:
    """Tell whether somebody who asks about `area` means this bin too: one of its tags, or all bins with `all` or none."""
    return area in (None, EVERYWHERE) or area in bin_.tags
