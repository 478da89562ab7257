"""Lengths of time in milliseconds, the unit in which every time and length is counted here."""

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR  # of the same length always: legal days are fixed UTC+1, civil days with their 23 to 25 hours are `local_time`'s
