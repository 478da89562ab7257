"""A pytest plugin that notes which test file calls which function, so that a mutant needs only the tests that can notice it.

It writes JSON to the file that `CALLED_FUNCTIONS` names: by module and qualified name of a function, the test files that call it.
"""

import ast
import json
import os
import sys
import threading
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

VARIABLE = "CALLED_FUNCTIONS"
_ROOT = f"{Path.cwd()}{os.sep}"
_calls: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
_functions: dict[CodeType, tuple[str, str] | None] = {}
_test_file = ""


def function_at(source: str, line: int) -> str | None:
    """Return the qualified name of the outermost function whose body holds a line; None for what runs while it is imported."""
    body, prefix = ast.parse(source).body, ""
    while node := next((node for node in body if node.lineno <= line <= (node.end_lineno or 0)), None):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return f"{prefix}{node.name}" if line >= node.body[0].lineno else None
        if not isinstance(node, ast.ClassDef):
            return None
        body, prefix = node.body, f"{prefix}{node.name}."
    return None


def pytest_runtest_logstart(nodeid: str) -> None:
    """Note the file whose tests run. What an earlier file left in a cache is forgotten, or this one would seem not to call it."""
    global _test_file
    if _test_file != (_test_file := nodeid.partition("::")[0]):
        for cached in _cached_functions():
            cached()


def pytest_collection_finish() -> None:
    """Begin once everything is imported: what an import runs belongs to no test."""
    sys.settrace(_note_call)
    threading.settrace(_note_call)


def pytest_sessionfinish() -> None:
    """Write what was noted."""
    sys.settrace(None)
    threading.settrace(None)
    calls = {module: {name: sorted(files) for name, files in by_name.items()} for module, by_name in _calls.items()}
    Path(os.environ[VARIABLE]).write_text(json.dumps(calls))


def _note_call(frame: FrameType, _event: str, _argument: Any) -> None:
    code = frame.f_code
    if code not in _functions:
        is_ours = code.co_filename.startswith(_ROOT) and "<" not in code.co_qualname.partition(".<locals>")[0]
        _functions[code] = (code.co_filename.removeprefix(_ROOT), code.co_qualname.partition(".<locals>")[0]) if is_ours else None
    if function := _functions[code]:
        _calls[function[0]][function[1]].add(_test_file)


def _cached_functions() -> list[Callable[[], None]]:
    ours = [module for module in list(sys.modules.values()) if str(getattr(module, "__file__", None)).startswith(_ROOT)]
    return [value.cache_clear for module in ours for value in vars(module).values() if hasattr(value, "cache_clear")]
