"""One plan: the request as JSON on standard input, the plan as JSON on standard output."""

import sys

from watch.planning.planner import plan
from watch.planning.planner_process import PLAN, REQUEST

sys.stdout.buffer.write(PLAN.dump_json(plan(REQUEST.validate_json(sys.stdin.buffer.read()))))
