"""Measure how many random mutants of the rooms are killed by the rooms' own unit tests.

A mutant is the code with one small fault: a comparison turned, a plus made minus, a figure one higher. A mutant that no test fails
for shows a rule that the tests don't hold. The mutants are made and tested in a copy, so this tree is never left with one.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import ndiff
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).parents[1]
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
ROOMS = ("domain", "ingest", "storage/readings", "watch")
# Operators of cosmic-ray. Left out is what shows nothing: `|` is nearly always a union of types, and any call kills `+` made `>>`.
# Words are equal or not, so an equality is never made an order.
FAULTS = re.compile(
    r"core/(ReplaceComparisonOperator_(Is_IsNot|IsNot_Is|Eq_NotEq|NotEq_Eq|(Lt|LtE|Gt|GtE)_(Eq|NotEq|Lt|LtE|Gt|GtE))"
    r"|ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|FloorDiv_Div|FloorDiv_Mul|Mod_FloorDiv|Pow_Mul)"
    r"|ReplaceBinaryOperator_(BitAnd_BitOr|LShift_RShift|RShift_LShift)"
    r"|ReplaceUnaryOperator_Delete_\w+|AddNot|(Number|Exception)Replacer|Replace(And|Or|True|False|Break|Continue)With\w+|ZeroIterationForLoop)"
)
_TEST_S, _ROOM_S = 60, 600  # a mutant that never ends is killed too


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One fault: in which module (relative to the tree), at which line, what the line becomes, and the whole module with it."""

    module: Path
    line: int
    change: str
    code: str


def main() -> int:
    """Test a random sample and print who survived; return 1 when the tests fail without any mutant."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", default=ROOMS, help="rooms, folders or modules; by default the rooms of the rules")
    parser.add_argument("--sample", type=int, default=300, help="how many mutants; all if there are fewer")
    parser.add_argument("--seed", type=int, default=1, help="the same seed on the same code draws the same mutants")
    arguments = parser.parse_args()
    os.nice(10)
    equivalent = {(row["module"], row["change"]) for row in tomllib.loads(EQUIVALENT.read_text())["mutants"]}
    with TemporaryDirectory(prefix="bysans-mutants-") as folder:
        copy = _copied(Path(folder))
        if not all(_passes(copy, Path("tests/unit") / room) for room in sorted({Path(path).parts[0] for path in arguments.paths})):
            print("the unit tests fail without any mutant")
            return 1
        drawn = islice(_mutants(copy, arguments.paths, Random(arguments.seed)), arguments.sample)
        mutants = [mutant for mutant in drawn if (str(mutant.module), mutant.change) not in equivalent]
        alive = sum(_survives(copy, mutant, f"{number}/{len(mutants)}") for number, mutant in enumerate(mutants, 1))
    print(f"{len(mutants) - alive} of {len(mutants)} mutants killed, those in {EQUIVALENT.name} left out")
    return 0


def _copied(folder: Path) -> Path:
    """Copy the tree as it is now, without what git ignores."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0"):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def _mutants(copy: Path, paths: Sequence[str], dice: Random) -> Iterator[Mutant]:
    """Draw from all mutants of the modules, each once; those that are no Python are passed over."""
    modules = sorted(module for path in paths for module in ([copy / path] if path.endswith(".py") else (copy / path).rglob("*.py")))
    spots = [(module, *spot) for module in modules for spot in _spots(module.read_text())]
    dice.shuffle(spots)
    for module, operator, occurrence, line in spots:
        source = module.read_text()
        code = mutate_code(source, get_operator(operator)(), occurrence)
        if _is_python(code):
            yield Mutant(module=module.relative_to(copy), line=line, change=_change(source, code), code=code)


def _spots(source: str) -> Iterator[tuple[str, int, int]]:
    """Find where each fault can be made: its operator, which occurrence of it, and the line."""
    tree = get_ast(source)
    for name in filter(FAULTS.fullmatch, operator_names()):
        operator = get_operator(name)()
        positions = [(node, start) for node in ast_nodes(tree) for start, _ in operator.mutation_positions(node)]
        yield from ((name, occurrence, line) for occurrence, (node, (line, _)) in enumerate(positions) if _shows_a_rule(node))


def _shows_a_rule(node: Any) -> bool:
    """Return whether a test should notice a fault there.

    A dataclass's `frozen=True`, a signature's `*` and a zip's `strict=True` guard against the programmer and bear no rule. A figure
    that a module names (`_THREADS = 8`) is a choice with its source; faults are where it is used. cosmic-ray cannot replace an
    exception with a dotted name.
    """
    guards = node.parent.type == "parameters" or node.parent.get_first_leaf().value == "strict" or node.search_ancestor("decorator")
    named = node.type == "number" and not node.search_ancestor("funcdef", "classdef")
    return not guards and not named and not (node.type == "except_clause" and "." in node.get_code())


def _is_python(code: str) -> bool:
    try:
        compile(code, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _change(source: str, code: str) -> str:
    """Return the line before and after the fault."""
    lines = list(ndiff(source.splitlines(), code.splitlines()))
    old, new = (" ".join(line[2:].strip() for line in lines if line.startswith(sign)) for sign in ("- ", "+ "))
    return f"{old} ⇒ {new}"


def _survives(copy: Path, mutant: Mutant, number: str) -> bool:
    """Return whether every test of the mutant's room passes with it: its module's first, as they are most likely to fail."""
    module = copy / mutant.module
    source = module.read_text()
    module.write_text(mutant.code)
    survives = all(_passes(copy, tests) for tests in _tests(copy, mutant.module))
    module.write_text(source)
    print(f"{number} {'SURVIVED' if survives else 'killed'} {mutant.module}:{mutant.line}: {mutant.change}", flush=True)
    return survives


def _tests(copy: Path, module: Path) -> Iterator[Path]:
    """Find the module's own test file, the tests of its folder or the nearest one above, and those of its room."""
    unit = Path("tests/unit")
    if (copy / unit / module.parent / f"test_{module.name}").exists():
        yield unit / module.parent / f"test_{module.name}"
    *folders, room = [unit / folder for folder in module.parents if folder.name]
    yield from islice((folder for folder in folders if (copy / folder).exists()), 1)
    yield room


def _passes(copy: Path, tests: Path) -> bool:
    """Run tests in the copy, with the same examples of every property each time."""
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis", f"--timeout={_TEST_S}", "--hypothesis-profile=ci"]
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *options, str(tests)],
        cwd=copy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    try:
        return process.wait(_ROOM_S) in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    except subprocess.TimeoutExpired:
        return False
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # also what a test started and the fault left running


if __name__ == "__main__":
    sys.exit(main())
