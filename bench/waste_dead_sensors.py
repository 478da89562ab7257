"""`python -m bench.waste_dead_sensors [BINS]`: overflow when a fifth of the sensors is dead, beside that with healthy ones."""

import sys

from bench.machine import describe
from tests.bin_season import season

DAYS, SEEDS = 90, range(3)


def main() -> None:
    """Print a table."""
    bins = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    print(f"{describe()}; {bins} bins, {DAYS} days of which the last 60 count, hourly reports, trucks Monday to Friday\n")
    print("| seed | dead sensors | overflow bin-hours | of all | emptyings | rounds |")
    print("|---|---|---|---|---|---|")
    totals = {0.0: 0, 0.2: 0}
    for seed in SEEDS:
        for share in totals:
            found = season(bins=bins, dead_share=share, days=DAYS, seed=seed)
            totals[share] += found.overflow
            part = 100 * found.overflow / found.hours
            print(f"| {seed} | {share:.0%} | {found.overflow} | {part:.2f} % | {found.emptyings} | {found.rounds} |", flush=True)
    print(f"\nwith a fifth dead: {totals[0.2] / max(totals[0.0], 1):.2f} × the overflow with all healthy")


if __name__ == "__main__":
    main()
