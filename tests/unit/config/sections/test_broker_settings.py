"""A broker that is alone needs no more settings; a node of a cluster needs the others' addresses and a password."""

import pytest
from pydantic import ValidationError

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
