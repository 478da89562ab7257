"""Whether a figure rests on enough of its period to be compared with anything."""

LEAST_SHARE = 0.75  # as a mean needs of its readings: what is less says little of the whole


def is_enough(share: float | None) -> bool:
    """Return whether a share (0–1) of a period, or of its bins, stands for the whole; None: there is nothing to take a share of."""
    return share is None or share >= LEAST_SHARE
