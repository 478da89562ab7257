"""One plan: the request as JSON on standard input, the plan as JSON on standard output."""

import sys

from watch.planning.child import PLAN, REQUEST
from watch.planning.planner import plan

sys.stdout.buffer.write(PLAN.dump_json(plan(REQUEST.validate_json(sys.stdin.buffer.read()))))
