"""When a crew pressed a button, from the clock of a phone that may be wrong and a report that may arrive hours later."""

from domain.duration import MINUTE


def press_time(pressed: int, sent: int, received: int) -> int:
    """Return when a button was pressed (ms UTC), from the phone's times of pressing and sending and ours of receiving.

    A phone that differs from us by less than a minute is right, and its reports keep their order however long each was under way.
    Another is corrected by whole minutes, so that reports sent one after the other are corrected alike.
    """
    behind = received - sent
    return pressed if abs(behind) <= MINUTE else pressed + round(behind / MINUTE) * MINUTE
