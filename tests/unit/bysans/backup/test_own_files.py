"""A backup holds secrets and a town's own models, and no name of its leads out of the data folder."""

from pathlib import Path

import pytest

from bysans.backup.own_files import is_own_file, own_files


def test_models_go_with_their_codecs(tmp_path: Path) -> None:
    for name in ("link-secret", "models/acme.toml", "models/acme/box.js", "imports/other.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    names = list(own_files(tmp_path))
    assert sorted(names) == ["link-secret", "models/acme.toml", "models/acme/box.js"]
    assert all(map(is_own_file, names))


@pytest.mark.parametrize("name", ["models", "models/../admin-key", "../models/a", "/models/a", "broker/nats.conf", "models/a/../../x"])
def test_no_other_name_is_restored(name: str) -> None:
    assert not is_own_file(name)
