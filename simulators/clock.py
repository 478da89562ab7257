"""The clock of simulated devices: real time, or a multiple of it."""

import time
from threading import Event


class RealClock:
    """The wall clock from the moment of creation on, `speed` times as fast; `stop` ends every wait.

    It follows the wall clock, not the monotonic one, which stands still while a laptop sleeps.
    """

    def __init__(self, stop: Event, speed: float = 1.0) -> None:
        if not speed > 0:
            raise ValueError(f"speed must be above 0, got {speed:g}")
        self._stop = stop
        self._speed = speed
        self._began_at = time.time()

    def now(self) -> int:
        """Return the devices' time (ms UTC)."""
        return int((self._began_at + (time.time() - self._began_at) * self._speed) * 1000)

    def wait(self, seconds: float) -> bool:
        """Wait for real seconds; return False when stopped."""
        return not self._stop.wait(seconds)

    def wait_for(self, moment: int) -> bool:
        """Wait until it is `moment` (ms UTC) for the devices; return False when stopped."""
        while (left := moment - self.now()) > 0 and not self._stop.is_set():
            self._stop.wait(min(left / 1000 / self._speed, 60))  # looked at anew each minute: the wall clock may be set
        return not self._stop.is_set()
