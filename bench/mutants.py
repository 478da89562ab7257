"""Measure how many random mutants of the rooms are killed by the rooms' own unit tests.

A mutant is the code with one small fault: a comparison turned, a plus made minus, a figure one higher. A mutant that no test fails
for shows a rule that the tests don't hold. The mutants are made and tested in a copy, so this tree is never left with one. Each is
tested by those files of its room that call the function it is in, as a run without any mutant shows; where none does, by the whole
room. A mutant with which a test does not end is killed where the same tests end without it, and counted apart where they don't: then
the machine is too busy to say.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory, TemporaryFile

import pytest

from bench.called_functions import VARIABLE, function_at
from bench.mutant_draw import FAULTS, Mutant, mutants_of

ROOT = Path(__file__).parents[1]
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
ROOMS = ("domain", "ingest", "storage/readings", "watch")
Calls = Mapping[str, Mapping[str, Sequence[str]]]  # test files, by module and qualified name of a function
_TEST_S, _MUTANT_S = 60, 600
_TIMED_OUT = "+ Timeout +"  # what pytest-timeout writes as it ends the process; a test that it fails, hypothesis would run again


class Verdict(StrEnum):
    """What the tests made of a mutant."""

    KILLED = "killed"
    ENDLESS = "killed (a test did not end)"
    TIMED_OUT = "timed out"
    SURVIVED = "SURVIVED"


def main() -> int:
    """Test a random sample and print each verdict; return 1 when the tests fail without any mutant."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", default=ROOMS, help="rooms, folders or modules; by default the rooms of the rules")
    parser.add_argument("--faults", choices=FAULTS, default="rules", help="conditions and sums, or figures one higher or lower")
    parser.add_argument("--sample", type=int, default=300, help="how many mutants; all if there are fewer")
    parser.add_argument("--seed", type=int, default=1, help="the same seed on the same code draws the same mutants")
    arguments = parser.parse_args()
    os.nice(10)
    equivalent = {(row["module"], row["change"]) for row in tomllib.loads(EQUIVALENT.read_text())["mutants"]}
    with TemporaryDirectory(prefix="bysans-mutants-") as folder:
        copy = _copied(Path(folder))
        calls = _calls(copy, sorted({Path(path).parts[0] for path in arguments.paths}))
        if calls is None:
            print("the unit tests fail without any mutant")
            return 1
        drawn = islice(mutants_of(copy, arguments.paths, FAULTS[arguments.faults], Random(arguments.seed)), arguments.sample)
        mutants = [mutant for mutant in drawn if (str(mutant.module), mutant.change) not in equivalent]
        verdicts = Counter(_verdict(copy, mutant, calls, f"{number}/{len(mutants)}") for number, mutant in enumerate(mutants, 1))
    killed = verdicts[Verdict.KILLED] + verdicts[Verdict.ENDLESS]
    print(
        f"{killed} of {len(mutants)} mutants killed, {verdicts[Verdict.TIMED_OUT]} timed out, "
        f"{verdicts[Verdict.SURVIVED]} survived; those in {EQUIVALENT.name} are left out"
    )
    return 0


def _copied(folder: Path) -> Path:
    """Copy the tree as it is now, without what git ignores, and compile it so that a module with a fault is compiled anew."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0"):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    subprocess.run([sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "."], cwd=folder, check=True)
    return folder


def _calls(copy: Path, rooms: Sequence[str]) -> Calls | None:
    """Run the rooms' tests without any mutant and return which file calls what; None when they fail."""
    calls: dict[str, Mapping[str, Sequence[str]]] = {}
    for room in rooms:
        noted = copy / f"calls-{room}.json"
        environment = {VARIABLE: str(noted), "PYTHONDONTWRITEBYTECODE": ""}  # the tests are compiled once for all that follow
        if _run(copy, [f"tests/unit/{room}"], environment, "-p", "bench.called_functions") is not Verdict.SURVIVED:
            return None
        calls |= {module: functions for module, functions in json.loads(noted.read_text()).items() if Path(module).parts[0] == room}
    return calls


def _verdict(copy: Path, mutant: Mutant, calls: Calls, number: str) -> Verdict:
    """Run the tests that may notice the fault, put the module right again, and print what they made of it."""
    module = copy / mutant.module
    source = module.read_text()
    tests = _tests(copy, mutant, calls, source)
    module.write_text(mutant.code)
    verdict = _run_limited(copy, tests)
    module.write_text(source)
    if verdict is Verdict.TIMED_OUT and _run_limited(copy, tests) is Verdict.SURVIVED:
        verdict = Verdict.ENDLESS
    print(f"{number} {verdict} {mutant.module}:{mutant.line}: {mutant.change}", flush=True)
    return verdict


def _tests(copy: Path, mutant: Mutant, calls: Calls, source: str) -> list[str]:
    """Return the tests that may notice the fault: the module's own file first, as it is most likely to fail."""
    own = f"tests/unit/{mutant.module.parent}/test_{mutant.module.name}"
    function = function_at(source, mutant.line)
    if files := calls.get(str(mutant.module), {}).get(function, ()) if function else ():
        return sorted(files, key=lambda file: file != own)
    return [*([own] if (copy / own).exists() else []), f"tests/unit/{mutant.module.parts[0]}"]


def _run_limited(copy: Path, tests: Sequence[str]) -> Verdict:
    return _run(copy, tests, {"PYTHONDONTWRITEBYTECODE": "1"}, f"--timeout={_TEST_S}", "--timeout-method=thread", limit_s=_MUTANT_S)


def _run(copy: Path, tests: Sequence[str], environment: Mapping[str, str], *options: str, limit_s: int | None = None) -> Verdict:
    """Run tests in the copy, with the same examples of every property each time."""
    options = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis", "--hypothesis-profile=ci", *options)
    with TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *options, *tests],
            cwd=copy, stdout=output, stderr=subprocess.STDOUT, process_group=0, env={**os.environ, **environment},
        )  # fmt: skip
        try:
            passed = process.wait(limit_s) in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
        except subprocess.TimeoutExpired:
            return Verdict.TIMED_OUT
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # also what a test started and the fault left running
        output.seek(0)
        return Verdict.SURVIVED if passed else Verdict.TIMED_OUT if _TIMED_OUT in output.read() else Verdict.KILLED


if __name__ == "__main__":
    sys.exit(main())
