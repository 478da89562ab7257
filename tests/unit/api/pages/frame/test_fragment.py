"""An open page is sent what changed, and nothing where nothing did."""

from starlette.requests import Request

from api.pages.frame.fragment import VERSION, part_for

PAGE = (
    f"<head></head><!--bar--><nav id='bar'>3</nav><!--/bar--><h2>round it</h2><!--now--><div id='now' hx-get='?seen={VERSION}'>39</div>"
    "<!--/now--><footer>10:04</footer>"
)


def request(*, fetched: bool = True, seen: str = "") -> Request:
    headers = [(b"hx-request", b"true")] if fetched else []
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": f"seen={seen}".encode(), "headers": headers})


def version_of(content: str) -> str:
    return content.partition("?seen=")[2].partition("'")[0]


def test_a_browser_gets_the_page_whole_with_the_version_of_its_content() -> None:
    sent = part_for(request(fetched=False), 200, PAGE)
    assert (sent.status, sent.is_part) == (200, False)
    assert sent.content == PAGE.replace(VERSION, version_of(sent.content))
    assert len(version_of(sent.content)) == 12


def test_a_script_that_names_no_version_chooses_from_the_whole_page() -> None:
    asked = Request({"type": "http", "method": "GET", "path": "/", "query_string": b"vis=full", "headers": [(b"hx-request", b"true")]})
    assert "round it" in part_for(asked, 200, PAGE).content


def test_a_script_gets_the_bar_and_the_content_alone() -> None:
    sent = part_for(request(seen="before"), 200, PAGE)
    assert (
        sent.content == f"<nav hx-swap-oob=\"outerMorph\" id='bar'>3</nav><div id='now' hx-get='?seen={version_of(sent.content)}'>39</div>"
    )


def test_what_it_has_already_is_not_sent_again_whatever_stands_round_it() -> None:
    seen = version_of(part_for(request(fetched=False), 200, PAGE).content)
    assert part_for(request(seen=seen), 200, PAGE.replace("10:04", "10:05")).status == 204
    assert part_for(request(seen=seen), 200, PAGE.replace("39", "40")).status == 200
    assert part_for(request(seen=seen), 200, PAGE.replace("3</nav>", "4</nav>")).status == 200


def test_an_error_is_never_unchanged_and_a_fragment_is_its_own_content() -> None:
    seen = version_of(part_for(request(fetched=False), 200, PAGE).content)
    assert part_for(request(seen=seen), 403, PAGE).status == 403
    fragment = f"<div id='live' hx-get='?seen={VERSION}'>8.2</div>"
    sent = part_for(request(), 200, fragment)
    assert sent.content == fragment.replace(VERSION, version_of(sent.content))
    assert part_for(request(seen=version_of(sent.content)), 200, fragment).status == 204
