"""Names on the drawing lie on no mark and on no other name."""

from hypothesis import given
from hypothesis import strategies as st

from api.pages.air.labels import Label, labels

WIDE, HIGH = 620, 400
SPOTS = st.lists(st.tuples(st.integers(60, WIDE - 60), st.integers(60, HIGH - 60)), max_size=15)


def box(label: Label, name: str) -> tuple[float, float, float, float]:
    wide = 8.0 * len(name)
    left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return left, label.y - 12, left + wide, label.y + 3


def meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_a_name_stands_right_of_its_mark_and_before_it_where_the_drawing_ends() -> None:
    middle, edge = labels([(100, 100), (560, 300)], ["Torget", "Sykehuset"], WIDE, HIGH)
    assert middle is not None
    assert edge is not None
    assert (middle.anchor, middle.x) == ("start", 119)
    assert (edge.anchor, edge.x) == ("end", 541)


def test_the_most_important_has_its_name_first() -> None:
    crowd = labels([(300, 200)] * 6, ["Torget"] * 6, WIDE, HIGH)
    assert [label and label.anchor for label in crowd] == [None, None, "middle", "middle", "end", "start"]


@given(SPOTS)
def test_no_name_lies_on_a_mark_on_another_name_or_outside(points: list[tuple[int, int]]) -> None:
    names = [f"Sted nummer {number}" for number in range(len(points))]
    placed = labels(points, names, WIDE, HIGH)
    boxes = [box(label, name) for label, name in zip(placed, names, strict=True) if label is not None]
    marks = [(x - 13, y - 13, x + 13, y + 13) for x, y in points]
    assert not any(meet(one, mark) for one in boxes for mark in marks)
    assert not any(meet(one, other) for number, one in enumerate(boxes) for other in boxes[:number])
    assert all(left >= 0 and top >= 0 and right <= WIDE and bottom <= HIGH for left, top, right, bottom in boxes)
