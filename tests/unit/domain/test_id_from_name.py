"""An id is made from a name, is one, and nobody has it yet."""

from hypothesis import given
from hypothesis import strategies as st

from domain.device import is_id
from domain.id_from_name import new_id


def test_an_id_reads_as_its_name_and_is_numbered_where_it_is_taken() -> None:
    assert new_id("Kåre Bjørn Sæther", (), nameless="person") == "kaare-bjoern-saether"
    assert new_id("Kari", {"kari", "kari-2"}, nameless="person") == "kari-3"
    assert new_id("李", (), nameless="person") == "person"


@given(st.text(), st.sets(st.text(), max_size=3))
def test_whatever_the_name_it_is_an_id(name: str, taken: set[str]) -> None:
    made = new_id(name, taken, nameless="site")
    assert is_id(made)
    assert made not in taken
