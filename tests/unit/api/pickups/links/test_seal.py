"""A link's address opens only as it was signed, by the server that signed it."""

from hypothesis import given
from hypothesis import strategies as st

from api.pickups.links.seal import opened, signed

SECRET, OTHER = b"a" * 32, b"b" * 32
IDS = st.text("abcXYZ09_-", min_size=12, max_size=12)


@given(IDS)
def test_what_was_signed_here_opens(link_id: str) -> None:
    address = signed(SECRET, link_id)
    assert opened(SECRET, address) == link_id
    assert len(address) == 34
    assert opened(OTHER, address) is None


@given(IDS, st.integers(0, 33), st.sampled_from("abcXYZ09_-é"))
def test_an_address_with_one_wrong_character_opens_nothing(link_id: str, place: int, character: str) -> None:
    address = signed(SECRET, link_id)
    wrong = address[:place] + character + address[place + 1 :]
    assert wrong == address or opened(SECRET, wrong) is None


@given(st.text(max_size=40))
def test_whatever_is_asked_for_opens_nothing(address: str) -> None:
    assert opened(SECRET, address) is None
