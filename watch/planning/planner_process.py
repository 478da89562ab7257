"""Plans in a process of their own: the watch goes on meanwhile, and a search that hangs or dies harms nothing."""

import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor

from pydantic import TypeAdapter

from domain.waste.routing.plan import Plan
from watch.planning.planner import PlanRequest

LONGEST_S = 600.0
REQUEST, PLAN = TypeAdapter(PlanRequest), TypeAdapter(Plan)


class PlannerError(Exception):
    """The process made no plan: its own last words say why."""


class PlannerProcess:
    """Makes one plan at a time, each in a process of its own."""

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._pool = ThreadPoolExecutor(1, "planning")
        self._process: subprocess.Popen[bytes] | None = None

    def submit(self, request: PlanRequest) -> Future[Plan]:
        """Begin to plan; the future gives the plan or raises PlannerError."""
        return self._pool.submit(self._make, request)

    def close(self) -> None:
        """End what is being planned: whoever leads next plans it again."""
        if self._process is not None:
            self._process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _make(self, request: PlanRequest) -> Plan:
        # Its own program and arguments only; the request goes over standard input.
        command = [sys.executable, "-P", "-m", "watch.planning"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True)  # noqa: S603
        try:
            answer, words = self._process.communicate(REQUEST.dump_json(request), self._longest_s)
        except subprocess.TimeoutExpired as error:
            self._process.kill()
            self._process.communicate()
            raise PlannerError(f"no plan within {self._longest_s:.0f} s: ask for fewer bins at a time") from error
        if self._process.returncode != 0:
            last = words.decode("utf-8", "replace").strip().splitlines()[-1:]
            raise PlannerError(f"the planner ended with code {self._process.returncode}: {' '.join(last) or 'it said nothing'}")
        return PLAN.validate_json(answer)
