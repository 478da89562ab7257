"""Rate limits by address (failed keys and links, sign-ins, citizens' reports, public reads, pages) and by key."""

from math import ceil
from time import time

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.web.address import counted_as
from api.web.problems import ProblemError

FAILED_KEYS = RateLimitItemPerMinute(20, namespace="failed-keys")
FAILED_LINKS = RateLimitItemPerMinute(20, namespace="failed-links")
SIGN_INS = RateLimitItemPerMinute(60, namespace="sign-ins")  # an office shares an address, and each takes two
REPORTS = RateLimitItemPerMinute(10, namespace="reports")  # somebody walks along a street and reports every bin
REPORT_PHOTOS = RateLimitItemPerHour(20, namespace="report-photos")  # each costs a second of work and a tenth of a megabyte
PUBLIC_READS = RateLimitItemPerMinute(600, namespace="public-reads")  # a page that looks at 250 ms twice over


class RateLimit:
    """Counts by address (of IPv6 by network) or key, in memory: each process counts for itself."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, item: RateLimitItem, address: str) -> None:
        """Count one of an address; raises a 429 that says when to ask again."""
        self._count(item, counted_as(address), "from your address")

    def count_page(self, a_minute: int | None, address: str) -> None:
        """Count a page that an address opens without signing in, of so many a minute. Raises a 429."""
        if a_minute is not None:
            self._count(RateLimitItemPerMinute(a_minute, namespace="pages"), counted_as(address), "from your address")

    def count_key(self, a_minute: int | None, key_id: str) -> None:
        """Count a request with a valid key, of so many a minute. Raises a 429."""
        if a_minute is not None:
            self._count(RateLimitItemPerMinute(a_minute, namespace="key-requests"), key_id, "with this key")

    def _count(self, item: RateLimitItem, whose: str, in_words: str) -> None:
        if not self._limiter.hit(item, whose):
            # The limiter's windows run by the wall's clock, whatever the service's own says.
            wait = max(1, ceil(self._limiter.get_window_stats(item, whose).reset_time - time()))
            raise ProblemError(429, f"Too many requests {in_words}; ask again in {wait} s.", headers={"Retry-After": str(wait)})
