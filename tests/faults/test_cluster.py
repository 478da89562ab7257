"""The fault matrix of a clustered broker: each fault alone, under steady load; what most of the nodes keep is never lost."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from zlib import crc32

import pytest

from tests.faults.disk import Disk, fill, small_disk
from tests.faults.nats_cluster import NODES, Cluster, Node
from tests.faults.report import Row
from tests.faults.stand import Stand
from tests.faults.tcp_proxy import TcpProxy
from tests.faults.trial import trial
from tests.integration.service import Service
from tests.real_parts.process import Process, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1200)]
RATE = 250
SYNCED_RATE = 50  # what a disk in a file syncs one by one beside everything else
FULL_S = 20

ClusterFault = Callable[[Cluster, Stand], None]


@contextmanager
def stand(folder: Path, disk: Disk | None = None) -> Iterator[tuple[Cluster, Stand]]:
    """Give a cluster and a service that reaches it as a load balancer would; their files are on `disk` where one is given."""
    home = folder if disk is None else disk.folder
    with (
        Cluster(home / "cluster") as cluster,
        TcpProxy(cluster.a_living_port) as balancer,
        Service(home / "service", {"mqtt": {"url": balancer.url, "protocol": "3.1.1", "client_id": "faults"}}) as service,
    ):
        if disk is not None:
            disk.write_back()  # the settings, which no program of ours writes
        yield cluster, Stand(folder=folder, service=service, network=balancer, broker=None, broker_url=balancer.url, disk=disk)


def row(cluster: Cluster, stand_: Stand, name: str, fault: ClusterFault, *, rate: float = RATE, brokers_loss: bool = False) -> Row:
    """Try the fault; only with `brokers_loss` may the cluster lose what it acknowledged."""
    title = f"NATS cluster of three: {name}"
    faults = [(lambda it, _: fault(cluster, it), 1)]
    return trial(stand_, title, faults, seed=crc32(title.encode()), rate=rate, brokers_loss=brokers_loss)


def kill_a_node(cluster: Cluster, _: Stand) -> None:
    """kill −9 of one node"""
    next(node for node in cluster.nodes if node is not cluster.leader()).kill()


def kill_nodes_in_turn(cluster: Cluster, stand_: Stand) -> None:
    """kill −9 of the node that leads, and its return, again and again"""
    for _ in range(5):
        stand_.pause(0.2, 2)
        leader = cluster.leader()
        leader.kill()
        stand_.pause(0.2, 2)
        leader.start()
        cluster.until_healthy()


def kill_all_nodes(cluster: Cluster, stand_: Stand) -> None:
    """kill −9 of all nodes at once"""
    _kill_at_once(cluster, stand_, cluster.nodes)


def kill_all_nodes_and_ingest(cluster: Cluster, stand_: Stand) -> None:
    """kill −9 of all nodes and of ingest, at once"""
    _kill_at_once(cluster, stand_, [*cluster.nodes, stand_.ingest])


def cut_power(cluster: Cluster, stand_: Stand) -> None:
    """power cut: all nodes and roles die, and of their files only what had reached the disk is left"""
    assert stand_.disk is not None
    _kill_at_once(cluster, stand_, [*cluster.nodes, *stand_.service.roles.values()], stand_.disk.lose_unwritten)


def _kill_at_once(cluster: Cluster, stand_: Stand, processes: Sequence[Process], meanwhile: Callable[[], None] = lambda: None) -> None:
    for _ in range(3):
        stand_.pause(0.2, 2)
        for process in processes:
            process.kill()
        meanwhile()
        for process in processes:
            process.start()
        cluster.until_healthy()


def forget_leader(cluster: Cluster, stand_: Stand) -> None:
    """the data removed of the node that leads, again and again, once each node has everything"""
    for _ in range(3):
        stand_.pause(0.2, 2)
        _forget([cluster.leader()])
        cluster.until_healthy()
        wait_until(cluster.in_step, "each node had every message")


def forget_all(cluster: Cluster, stand_: Stand) -> None:
    """the data removed of all nodes"""
    before = stand_.gauge("sessions_lost")
    _forget(cluster.nodes)
    wait_until(lambda: stand_.gauge("sessions_lost") > before, "the lost session was alarmed")


def _forget(nodes: Sequence[Node]) -> None:
    for node in nodes:
        node.kill()
        node.forget()
    for node in nodes:
        node.start()


def fill_leader(cluster: Cluster, stand_: Stand) -> None:
    """the disk full of the node that leads; the others go on without it"""
    _fill(cluster, [cluster.leader()], stand_)


def fill_all(cluster: Cluster, stand_: Stand) -> None:
    """the disks full of all nodes"""
    _fill(cluster, cluster.nodes, stand_)


def _fill(cluster: Cluster, nodes: Sequence[Node], stand_: Stand) -> None:
    fillers = [fill(node.directory) for node in nodes]
    stand_.pause(FULL_S, FULL_S)
    for filler in fillers:
        filler.unlink()
    for node in nodes:  # which takes nothing more until it is started again, as whoever watches it does
        node.kill()
        node.start()
    cluster.until_healthy()
    wait_until(cluster.in_step, "each node had every message")


KILLS: dict[str, ClusterFault] = {
    "kill −9 of a node": kill_a_node,
    "kill −9 of the leader, 5 times": kill_nodes_in_turn,
    "kill −9 of all nodes at once, 3 times": kill_all_nodes,
    "kill −9 of all nodes and ingest at once, 3 times": kill_all_nodes_and_ingest,
}


@pytest.mark.parametrize("name", KILLS)
def test_a_cluster_that_loses_nodes_loses_nothing(tmp_path: Path, rows: list[Row], name: str) -> None:
    with stand(tmp_path) as (cluster, stand_):
        rows.append(row(cluster, stand_, name, KILLS[name]))


def test_a_power_cut_of_the_cluster_leaves_what_was_acknowledged(tmp_path: Path, rows: list[Row]) -> None:
    with Disk(tmp_path / "power") as disk, stand(tmp_path, disk) as (cluster, stand_):
        rows.append(row(cluster, stand_, "power cut for all nodes and roles, 3 times", cut_power, rate=SYNCED_RATE))


FULL: dict[str, ClusterFault] = {"the leader's disk full, 20 s": fill_leader, "all disks full, 20 s": fill_all}


@pytest.mark.parametrize("name", FULL)
def test_full_disks_of_the_clusters_lose_nothing(tmp_path: Path, rows: list[Row], name: str) -> None:
    with ExitStack() as disks:
        for number in range(NODES):
            disks.enter_context(small_disk(tmp_path / "cluster" / f"node{number}", 128))
        cluster, stand_ = disks.enter_context(stand(tmp_path))
        rows.append(row(cluster, stand_, name, FULL[name]))


FORGOTTEN: dict[str, ClusterFault] = {
    "the leader restarted without its memory, 3 times": forget_leader,
    "all nodes restarted without their memory": forget_all,
}


@pytest.mark.parametrize("name", FORGOTTEN)
def test_a_cluster_has_what_one_of_its_nodes_forgot(tmp_path: Path, rows: list[Row], name: str) -> None:
    with stand(tmp_path) as (cluster, stand_):
        rows.append(row(cluster, stand_, name, FORGOTTEN[name], brokers_loss=FORGOTTEN[name] is forget_all))
