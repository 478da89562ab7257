"""The one schema that every table belongs to, and the two columns that most of them have."""

from sqlalchemy import BigInteger, MetaData, String

metadata = MetaData()
Id = String(64)
Time = BigInteger  # milliseconds since 1970 UTC
