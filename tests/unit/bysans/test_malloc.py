"""Memory that a burst took is not kept."""

import os
import subprocess
import sys

import pytest

BURST = """
import sys
from pathlib import Path
from bysans.malloc import give_back

def resident_mib():
    return int(Path("/proc/self/statm").read_text().split()[1]) * {page} / 2**20

if "give_back" in sys.argv:
    give_back()
bytearray(16 << 20)  # freed at once: from now on glibc would take blocks of this size from its own heap
blocks, pins = [], []
for number in range(50):
    blocks.append(b"x" * (2 << 20))
    pins.append(b"y" * 2000)
most = resident_mib()
del blocks
print(most - resident_mib())
"""


@pytest.mark.skipif(os.confstr("CS_GNU_LIBC_VERSION") is None, reason="only glibc holds on to it")
def test_large_blocks_go_back_when_they_are_freed() -> None:
    assert given_back("give_back") > 90
    assert given_back() < 50, "glibc gives them back by itself: then this is no longer needed"


def given_back(*arguments: str) -> float:
    """Return how many of 100 MiB a process gave back."""
    burst = BURST.format(page=os.sysconf("SC_PAGE_SIZE"))
    run = subprocess.run([sys.executable, "-c", burst, *arguments], capture_output=True, text=True, check=True)
    return float(run.stdout)
