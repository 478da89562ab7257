"""`python -m bench.waste_dead_sensors [BINS]`: overflow when a fifth of the sensors is dead, beside that with healthy ones."""

import sys

from bench.machine import describe
from tests.bin_season import season

DAYS, SEEDS = 90, range(100, 106)


def main() -> None:
    """Print a table."""
    bins = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    print(f"{describe()}; {bins} bins, {DAYS} days of which the last 60 count, hourly reports, trucks Monday to Friday\n")
    print("| seed | overflow bin-hours, all healthy | a fifth dead | times | emptyings | rounds |")
    print("|---|---|---|---|---|---|")
    total = {0.0: 0, 0.2: 0}
    for seed in SEEDS:
        working, broken = (season(bins=bins, dead_share=share, days=DAYS, seed=seed) for share in total)
        total[0.0], total[0.2] = total[0.0] + working.overflow, total[0.2] + broken.overflow
        ratio = broken.overflow / max(working.overflow, 1)
        hours = f"{working.overflow} ({100 * working.overflow / working.hours:.2f} %) | {broken.overflow} | {ratio:.2f}"
        print(f"| {seed} | {hours} | {working.emptyings}, {broken.emptyings} | {working.rounds}, {broken.rounds} |", flush=True)
    print(f"\nwith a fifth dead: {total[0.2] / max(total[0.0], 1):.2f} × the overflow with all healthy")


if __name__ == "__main__":
    main()
