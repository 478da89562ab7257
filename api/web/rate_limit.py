"""Rate limits by address: failed keys and links, citizens' reports and public reads."""

from math import ceil
from time import time

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.web.problems import ProblemError

FAILED_KEYS = RateLimitItemPerMinute(20, namespace="failed-keys")
FAILED_LINKS = RateLimitItemPerMinute(20, namespace="failed-links")
SIGN_INS = RateLimitItemPerMinute(60, namespace="sign-ins")  # an office shares an address, and each takes two
REPORTS = RateLimitItemPerMinute(10, namespace="reports")  # somebody walks along a street and reports every bin
REPORT_PHOTOS = RateLimitItemPerHour(20, namespace="report-photos")  # each costs a second of work and a tenth of a megabyte
PUBLIC_READS = RateLimitItemPerMinute(600, namespace="public-reads")  # a page that looks at 250 ms twice over


class RateLimit:
    """Counts by address, in memory: each process counts for itself."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, item: RateLimitItem, address: str) -> None:
        """Count one; raises a 429 that says when to ask again."""
        if not self._limiter.hit(item, address):
            # The limiter's windows run by the wall's clock, whatever the service's own says.
            wait = max(1, ceil(self._limiter.get_window_stats(item, address).reset_time - time()))
            raise ProblemError(429, f"Too many requests from your address; ask again in {wait} s.", headers={"Retry-After": str(wait)})
