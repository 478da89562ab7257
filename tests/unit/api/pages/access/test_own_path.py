"""After signing in, a link leads to a page of ours and never anywhere else."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.pages.access.own_path import own_path

OURS = "https://bysans.example/sign-in"


@pytest.mark.parametrize("path", ["/avfall", "/avfall/b-1?lang=nb", "/varselgrenser?kind=air&til=//x", "/sted/%C3%A5s", "/"])
def test_a_path_of_ours_is_where_one_goes(path: str) -> None:
    assert own_path(path, "/i-dag") == path


@pytest.mark.parametrize(
    "text",
    [
        "",
        "avfall",
        "//elsewhere.example",
        "https://elsewhere.example/",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=1",
        "/å",
        "/sign-out",
        "/sign-in?til=/x",
        "/" + "x" * 2000,
    ],
)
def test_what_is_none_leads_to_the_first_page(text: str) -> None:
    assert own_path(text, "/i-dag") == "/i-dag"


@given(st.text(alphabet=st.sampled_from("/\\.:@?#ab \t\n%"), max_size=12))
@example("/.//elsewhere")
def test_whatever_is_asked_for_a_browser_stays_with_us(text: str) -> None:
    assert urlsplit(urljoin(OURS, own_path(text, "/"))).netloc == "bysans.example"
