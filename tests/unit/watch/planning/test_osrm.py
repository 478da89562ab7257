"""Ways come from an OSRM where it tells them; whatever else it does, it does not keep a plan from being made."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import RoutingProblem
from tests.unit.watch.planning.seeded_town import candidate, request, town, truck
from watch.planning.osrm import OsrmAwayError, osrm_legs
from watch.planning.planner import Roads, plan

Table = dict[str, list[list[float]]]
Answer = Callable[[Table], bytes]


class Osrm(ThreadingHTTPServer):
    """Answers each way with 1,000 m and 100 s, as `answer` then spoils it."""

    daemon_threads = True
    answer: Answer = staticmethod(lambda table: json.dumps(table).encode())
    drips = lies_about_length = says_no_http = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Osrm

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        rows, columns = (len(query[name][0].split(";")) for name in ("sources", "destinations"))
        text = self.server.answer({"distances": [[1000.4] * columns] * rows, "durations": [[100] * columns] * rows})
        if self.server.says_no_http:
            self.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(text) + 100 * self.server.lies_about_length))
        self.end_headers()
        for begin in range(0, len(text), 1 if self.server.drips else len(text)):
            self.wfile.write(text[begin : begin + 1] if self.server.drips else text)
            time.sleep(0.05 * self.server.drips)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@pytest.fixture
def osrm() -> Iterator[Osrm]:
    with Osrm(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def _of(osrm: Osrm) -> Roads:
    return Roads(detour_factor=1.35, speed_kmh=25, osrm_url=osrm.url, osrm_timeout_s=0.3)


def test_its_ways_are_taken_in_blocks(osrm: Osrm) -> None:
    places = [Place(id=str(number), lat=60.0, lon=11.0) for number in range(60)]
    legs = osrm_legs(places, url=osrm.url, timeout_s=5)
    assert (legs.between("3", "58"), legs.source) == ((1000, 100), "osrm")
    assert [list(row) for row in legs.metres] == [[1000] * 60] * 60
    assert [list(row) for row in legs.seconds] == [[100] * 60] * 60


@pytest.mark.parametrize(
    "text",
    [
        b"", b"<html>", b"[]", b"null", b"[" * 100_000, b"{}",
        b'{"distances": [[1e999]], "durations": [[1]]}', b'{"distances": [[NaN]], "durations": [[1]]}',
        b'{"distances": [[-5]], "durations": [[1]]}', b'{"distances": [[1e300]], "durations": [[1]]}',
        b'{"distances": [["5"]], "durations": [[1]]}', b'{"distances": [[5]], "durations": [[1]]}',
    ],
)  # fmt: skip
def test_an_answer_that_is_no_table_is_replaced_by_straight_lines_and_that_is_said(osrm: Osrm, text: bytes) -> None:
    osrm.answer = lambda _table: text
    plan_ = plan(request(town(3), roads=_of(osrm)))
    assert plan_.distance_source == "straight_line"
    assert plan_.notes[0].startswith("OSRM at")


@pytest.mark.parametrize("wrong", ["says_no_http", "drips"])
def test_a_connection_that_goes_wrong_is_an_osrm_that_is_away(osrm: Osrm, wrong: str) -> None:
    setattr(osrm, wrong, True)
    begun = time.monotonic()
    plan_ = plan(request(town(3), roads=_of(osrm)))
    assert plan_.distance_source == "straight_line"
    assert plan_.notes[0].startswith("OSRM at")
    assert time.monotonic() - begun < 5, "an answer in drops is not waited for"


def test_half_an_answer_is_none(osrm: Osrm) -> None:
    osrm.lies_about_length, osrm.answer = True, lambda table: json.dumps(table).encode()[:-20]
    assert plan(request(town(3), roads=_of(osrm))).distance_source == "straight_line"


def test_all_questions_together_have_an_end(osrm: Osrm) -> None:
    places = [Place(id=str(number), lat=60.0, lon=11.0) for number in range(200)]
    with pytest.raises(OsrmAwayError, match="more than"):
        osrm_legs(places, url=osrm.url, timeout_s=5, longest_s=0.001)


def test_where_no_road_leads_the_bin_says_so_and_the_others_are_served_by_road(osrm: Osrm) -> None:
    def cut_off(table: Table) -> bytes:
        size = len(table["distances"])
        ways = [[None if size - 2 in (row, column) else 1000 for column in range(size)] for row in range(size)]
        return json.dumps({"distances": ways, "durations": ways}).encode()

    osrm.answer = cut_off
    problem = RoutingProblem(
        day_start=0, candidates=(candidate("island"), candidate("good")), trucks=(truck("a"),), unloading_sites=town(0).unloading_sites
    )
    assert [place.id for place in problem.places][-2:] == ["bin:island", "bin:good"]
    plan_ = plan(request(problem, roads=_of(osrm)))
    (left,) = plan_.unserved
    assert (left.bin_id, left.constraint, left.why) == ("island", "road", "no road leads to it")
    assert (plan_.distance_source, plan_.notes) == ("osrm", ())


def test_a_way_of_which_only_the_time_is_told_is_none(osrm: Osrm) -> None:
    osrm.answer = lambda table: json.dumps({**table, "distances": [[None for _ in row] for row in table["distances"]]}).encode()
    assert {bin_.constraint for bin_ in plan(request(town(3), roads=_of(osrm))).unserved} == {"road"}


def test_a_depot_that_no_road_joins_to_anything_makes_a_round_infeasible(osrm: Osrm) -> None:
    osrm.answer = lambda table: json.dumps({name: [[None for _ in row] for row in rows] for name, rows in table.items()}).encode()
    problem = town(3, required=1)
    plan_ = plan(request(problem, roads=_of(osrm)))
    assert plan_.routes == ()
    assert {bin_.constraint for bin_ in plan_.unserved} == {"road"}
