"""Draws random mutants of modules: the code, each time with one small fault."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path
from random import Random
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

# Operators of cosmic-ray: a comparison turned, a plus made minus, an `and` made `or`, and the like; or a figure one higher or lower.
# Left out is what shows nothing: `|` is nearly always a union of types, and any call kills `+` made `>>`. Words are equal or not, so
# an equality is never made an order.
_RULES = re.compile(
    r"core/(ReplaceComparisonOperator_(Is_IsNot|IsNot_Is|Eq_NotEq|NotEq_Eq|(Lt|LtE|Gt|GtE)_(Eq|NotEq|Lt|LtE|Gt|GtE))"
    r"|ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|FloorDiv_Div|FloorDiv_Mul|Mod_FloorDiv|Pow_Mul)"
    r"|ReplaceBinaryOperator_(BitAnd_BitOr|LShift_RShift|RShift_LShift)"
    r"|ReplaceUnaryOperator_Delete_\w+|AddNot|ExceptionReplacer|Replace(And|Or|True|False|Break|Continue)With\w+|ZeroIterationForLoop)"
)
_FIGURES = re.compile(r"core/NumberReplacer")
FAULTS = {"rules": _RULES, "figures": _FIGURES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One fault: in which module (relative to the tree), at which line, what the line becomes, and the whole module with it."""

    module: Path
    line: int
    change: str
    code: str


def mutants_of(copy: Path, paths: Sequence[str], faults: re.Pattern[str], dice: Random) -> Iterator[Mutant]:
    """Draw from all mutants of the modules, each once; those that are no Python are passed over."""
    modules = sorted(module for path in paths for module in ([copy / path] if path.endswith(".py") else (copy / path).rglob("*.py")))
    spots = [(module, *spot) for module in modules for spot in _spots(module.read_text(), faults)]
    dice.shuffle(spots)
    for module, operator, occurrence, line in spots:
        source = module.read_text()
        code = mutate_code(source, get_operator(operator)(), occurrence)
        if _is_python(code):
            yield Mutant(module=module.relative_to(copy), line=line, change=_change(source, code), code=code)


def _spots(source: str, faults: re.Pattern[str]) -> Iterator[tuple[str, int, int]]:
    """Find where each fault can be made: its operator, which occurrence of it, and the line."""
    tree = get_ast(source)
    for name in filter(faults.fullmatch, operator_names()):
        operator = get_operator(name)()
        positions = [(node, start) for node in ast_nodes(tree) for start, _ in operator.mutation_positions(node)]
        yield from ((name, occurrence, line) for occurrence, (node, (line, _)) in enumerate(positions) if _shows_a_rule(node))


def _shows_a_rule(node: Any) -> bool:
    """Return whether a test should notice a fault there.

    A dataclass's `frozen=True`, a signature's `*` and a zip's `strict=True` guard against the programmer and bear no rule. A figure
    that a module names (`_THREADS = 8`, `_MOST = 1 << 20`) is a choice with its source; faults are where it is used. cosmic-ray cannot
    replace an exception with a dotted name.
    """
    guards = node.parent.type == "parameters" or node.parent.get_first_leaf().value == "strict" or node.search_ancestor("decorator")
    named = node.type in ("number", "operator") and not node.search_ancestor("funcdef", "classdef", "lambdef")
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
