"""A name is one line of visible text, in any script."""

import pytest

from domain.one_line import is_one_line


@pytest.mark.parametrize("name", ["Torget", "Gáivuotna – Kåfjord", "שוק", "السوق", "日本", "1 ½ 🗑️", ""])
def test_a_name_may_be_in_any_script(name: str) -> None:
    assert is_one_line(name)


@pytest.mark.parametrize(
    "code", [0x00, 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A)]
)
def test_what_controls_breaks_or_reorders_the_text_is_no_part_of_a_name(code: int) -> None:
    assert not is_one_line(f"Torget{chr(code)}1")
    assert not is_one_line(chr(code))
