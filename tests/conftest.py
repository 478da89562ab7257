"""The real parts that every test may ask for, and what happens where one is missing."""

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import structlog
from hypothesis import settings
from sqlalchemy import Engine

from storage.state import engine as state_engine
from storage.state.engine import State
from tests.examples import LONG, USUAL
from tests.pages.town import build
from tests.real_parts.influxd import Influxd
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.whereabouts import HIDDEN, hide_programs, require, under_ci

# How long an example takes says how busy the machine is, not whether the rule holds: no profile has a deadline.
# `usual` draws other examples each time, so that somebody finds what nobody has thought of. Under CI they are always the same,
# so that a red run means this change. What was found once stays, as an @example. `long` is for `make faults`.
settings.register_profile("usual", max_examples=USUAL, deadline=None)
settings.register_profile("ci", settings.get_profile("usual"), derandomize=True, database=None, print_blob=True)
settings.register_profile("long", settings.get_profile("usual"), max_examples=LONG, print_blob=True)
settings.load_profile("ci" if under_ci() else "usual")

MEMORY, MEMORY_BYTES = Path("/dev/shm"), 4 << 30

# `simulated_device`: the tests' physical devices; and who runs which tests.
pytest_plugins = ["simulators.pytest_plugin", "tests.worker_groups"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test marked `real("part")` where the part is missing; fail it under CI."""
    for marker in item.iter_markers("real"):
        for part in marker.args:
            require(part)


def pytest_configure(config: pytest.Config) -> None:
    """Let what fails be told plainly: structlog's default draws each traceback for seconds."""
    if hasattr(signal, "SIGHUP"):  # under nohup it is ignored, and every process that a test starts would ignore it too
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    _write_into_memory(config)
    if os.environ.get(HIDDEN):
        folder = TemporaryDirectory(prefix="bysans-hidden-")
        config.add_cleanup(folder.cleanup)
        hide_programs(Path(folder.name))
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])


def _write_into_memory(config: pytest.Config) -> None:
    """Let the tests' files stand in memory where that has room: stores sync them a hundred thousand times. TMPDIR names another place."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir():
        return
    if shutil.disk_usage(MEMORY).free >= MEMORY_BYTES and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        for left in MEMORY.glob("bysans-tests-*-*"):  # by a run that was killed
            if not Path("/proc", left.name.split("-")[2]).exists():
                shutil.rmtree(left, ignore_errors=True)
        folder = TemporaryDirectory(prefix=f"bysans-tests-{os.getpid()}-", dir=MEMORY, ignore_cleanup_errors=True)
        config.add_cleanup(folder.cleanup)
        Path(folder.name).chmod(0o711)  # PostgreSQL's user passes through
        os.environ["TMPDIR"] = tempfile.tempdir = folder.name


def pytest_collection_finish() -> None:
    """Leave what the imports made out of every later collection of garbage: it is large and stays."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def state_is_migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Begin each new state file as a copy of one that was migrated, so that a thousand tests don't migrate a thousand times."""
    migrated, bring_up_to_date = tmp_path_factory.mktemp("state") / "migrated.db", state_engine.bring_up_to_date
    State(f"sqlite:///{migrated}").close()

    def copy_then_migrate(engine: Engine) -> None:
        file = engine.url.database
        if engine.dialect.name == "sqlite" and file and not Path(file).exists() and Path(file).parent.is_dir():
            shutil.copyfile(migrated, file)
        bring_up_to_date(engine)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(state_engine, "bring_up_to_date", copy_then_migrate)
        yield


@pytest.fixture(scope="session")
def town_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages' town as a state file, written once: each test begins with a copy."""
    file = tmp_path_factory.mktemp("town") / "state.db"
    with closing(State(f"sqlite:///{file}")) as state, state.begin() as connection:
        build(connection)
    return file


@pytest.fixture(scope="session")
def mosquitto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    """One real Mosquitto, shared: use topics and client ids of your own, and start another to stop or kill it."""
    with Mosquitto(tmp_path_factory.mktemp("mosquitto")) as broker:
        yield broker


@pytest.fixture
def broker_url(mosquitto: Mosquitto) -> str:
    """Name the broker that `simulated_device` sends to when a test gives it no other."""
    return mosquitto.url


@pytest.fixture(scope="session")
def influxd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Influxd]:
    """One real InfluxDB, shared: take a bucket of your own (`new_bucket`), and start another to stop or kill it."""
    with Influxd(tmp_path_factory.mktemp("influxd")) as server:
        yield server
