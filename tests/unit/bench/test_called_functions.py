"""Which tests may notice a fault is found by the function that holds it."""

import pytest

from bench.called_functions import function_at

MODULE = """\
LIMIT = 3

def outer(limit=3):
    def inner(limit=3):
        return limit
    return inner()

class Tally:
    count: int = 0

    @property
    def next(
        self, step=1
    ):
        return self.count + step

    class Kept:
        def first(self):
            return 0
"""


@pytest.mark.parametrize(
    ("line", "function"),
    [(4, "outer"), (5, "outer"), (6, "outer"), (15, "Tally.next"), (19, "Tally.Kept.first")],
)
def test_a_line_of_a_body_runs_when_its_outermost_function_is_called(line: int, function: str) -> None:
    assert function_at(MODULE, line) == function


@pytest.mark.parametrize("line", [1, 3, 9, 11, 13])
def test_a_default_a_constant_and_a_signature_run_while_the_module_is_imported(line: int) -> None:
    assert function_at(MODULE, line) is None
