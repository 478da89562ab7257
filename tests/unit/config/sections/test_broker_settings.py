"""A broker that is alone needs no more settings; a node of a cluster needs all of them."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bysans.broker.cluster import cluster_node
from config.sections.broker_settings import Broker

THREE = ["a:6222", "b:6222", "c:6222"]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"cluster": THREE}, "both cluster and cluster_password_file"),
        ({"cluster_password_file": "secret"}, "both cluster and cluster_password_file"),
        ({"cluster": THREE[:2], "cluster_password_file": "secret"}, "three or five nodes"),
        ({"cluster": ["nowhere"], "cluster_password_file": "secret"}, "HOST:PORT"),
        ({"node": "my node"}, "pattern"),
    ],
)
def test_what_is_missing_is_told(settings: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Broker.model_validate(settings)


def test_a_node_knows_the_others_by_a_password_of_theirs(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("of-the-nodes\n")
    node = cluster_node(Broker.model_validate({"node": "a", "cluster": THREE, "cluster_password_file": file}))
    assert node is not None
    assert node.settings().count("bysans:of-the-nodes@") == 3
    assert cluster_node(Broker()) is None
