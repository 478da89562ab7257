"""`python -m bench.waste_detection [BINS]`: recall, precision and delay of detected emptyings on mixes of faults, beside simple rules."""

import sys
from statistics import median

from bench.machine import describe
from tests.bin_judge import mixes, score, single_drop, st_gallen, weighed

FIRST = 1000  # seeds from here on were never looked at while the weights were tuned


def main() -> None:
    """Print a table."""
    bins = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    print(f"{describe()}; {bins} bins, 60 days each, seeds {FIRST}–{FIRST + bins - 1}\n")
    print(
        "| mix | emptyings | recall | precision | delay (reports, median) | single drop: recall, precision | St Gallen: recall, precision |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, mix in mixes().items():
        result, drop, gallen = (score(mix, rule, range(FIRST, FIRST + bins)) for rule in (weighed, single_drop, st_gallen))
        others = " | ".join(f"{rule.recall:.3f}, {rule.precision:.3f}" for rule in (drop, gallen))
        print(
            f"| {name} | {result.true} | {result.recall:.3f} | {result.precision:.3f} | {median(result.delays):.1f} | {others} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
