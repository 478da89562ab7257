"""`make bench`: every measurement in turn; each prints its table, and what it was measured on."""

import subprocess
import sys

MEASUREMENTS = (
    ("drain",),
    ("drain", "sqlite", "--rounds", "1", "--devices", "100"),
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
    """Run the measurements one after another; return 1 when one of them failed."""
    failed = []
    for name, *arguments in MEASUREMENTS:
        print(f"\n== python -m bench.{name} {' '.join(arguments)}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}", *arguments], check=False).returncode:
            failed.append(name)
    print(f"\nnot measured: {', '.join(failed)}" if failed else "\nall measured")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
