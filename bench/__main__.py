"""`make bench`: every measurement in turn; each prints its table, and what it was measured on."""

import subprocess
import sys
import time

from bench.results import keep

MEASUREMENTS = (
    ("drain",),
    ("drain", "sqlite", "--rounds", "1", "--devices", "100000"),
    ("hour_away",),
    ("brokers", "--messages", "50000"),
    ("broker_memory",),
    ("limits",),
    ("readings_store",),
    ("decode",),
    ("codecs",),
    ("municipality_year", "sqlite"),
    ("municipality_year", "influxdb"),
    ("municipality_year", "postgresql"),
    ("everyday",),
    ("latest_values",),
    ("pages",),
    ("air_years",),
    ("memory",),
    ("plan",),
    ("simulate",),
    ("alert_latency",),
    ("winter_month",),
)


def main() -> int:
    """Run the measurements one after another; print and keep how long each took (s); return 1 when one of them failed."""
    failed, took_s = [], dict[str, float]()
    for name, *arguments in MEASUREMENTS:
        line = " ".join((f"bench.{name}", *arguments))
        print(f"\n== python -m {line}", flush=True)
        began = time.monotonic()
        if subprocess.run([sys.executable, "-m", f"bench.{name}", *arguments], check=False).returncode:
            failed.append(line)
        took_s[line] = round(time.monotonic() - began, 1)
        print(f"({took_s[line]:,.0f} s)", flush=True)
    keep("durations", {}, took_s)
    print(f"\nnot measured: {', '.join(failed)}" if failed else "\nall measured", f"in {sum(took_s.values()) / 60:.0f} minutes")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
