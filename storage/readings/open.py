"""Opens the store of readings that the settings name."""

from collections.abc import Sequence
from pathlib import Path

from storage.readings.protocol import Readings
from storage.readings.sqlite import SqliteReadings

FILE_NAME = "readings.db"


def open_readings(
    url: str, *, data_dir: Path, parameters: Sequence[str], org: str | None = None, bucket: str | None = None, token: str | None = None
) -> Readings:
    """Return the store at `url`: `sqlite` is DATA_DIR/readings.db; else the address of a PostgreSQL or an InfluxDB.

    `parameters`: names of what may be measured. `token`: an InfluxDB's token or the password of PostgreSQL's user. Nothing is
    contacted yet; ValueError for a setting that can't be right.
    """
    if url == "sqlite":
        return SqliteReadings(data_dir / FILE_NAME, parameters)
    if url.startswith(("postgresql://", "postgresql+psycopg://")):
        from storage.readings.postgresql.readings import PostgresqlReadings  # noqa: PLC0415 - its driver need not be installed

        return PostgresqlReadings(url, parameters, password=token)
    if not url.startswith(("http://", "https://")):
        raise ValueError(
            f"readings.url is {url!r}; it must be `sqlite`, a PostgreSQL's address such as postgresql://USER@HOST/DATABASE, "
            "or an InfluxDB's such as http://localhost:8086"
        )
    absent = [key for key, value in (("org", org), ("bucket", bucket), ("token_file", token)) if not value]
    if org is None or bucket is None or token is None or absent:
        raise ValueError(f"readings.url is an InfluxDB, which also needs {' and '.join(f'readings.{key}' for key in absent)}")
    # A second to import, and most who run on SQLite never need it.
    from storage.readings.influxdb import InfluxReadings  # noqa: PLC0415

    return InfluxReadings(url, org=org, bucket=bucket, token=token)
