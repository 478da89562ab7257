"""A pytest plugin that shares the tests between processes by file, and by folder where a folder's files share one running service.

xdist's own groups (`--dist loadgroup`) are ignored with pytest 9.2: https://github.com/pytest-dev/pytest-xdist/issues/1386
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

ONE_SERVICE = ("tests/integration/spine/",)  # folders whose files share a service that takes seconds to start


class WorkerGroups(LoadFileScheduling):
    """Gives a process all tests of a group, one group after another."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return next((folder for folder in ONE_SERVICE if file.startswith(folder)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WorkerGroups:
    """Hand the groups out in the order of collection: the unit tests come last, and their many small groups fill what is left."""
    config.option.loadscopereorder = False
    return WorkerGroups(config, log)
