"""Backups at S3: what a folder promises, with signed requests and many pages of names; what S3 refuses is said."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bysans.backup.failure import BackupError
from bysans.backup.s3 import Bucket
from tests.real_parts.s3_server import S3, s3_server
from tests.unit.bysans.backup.town import add_days, bysans, found, readings_in


@pytest.fixture
def s3() -> Iterator[S3]:
    with s3_server() as running:
        yield running


def bucket(s3: S3, prefix: str = "town", secret_key: str | None = None) -> Bucket:
    return Bucket(
        f"s3://{s3.bucket}/{prefix}",
        endpoint=s3.url,
        region="eu-north-1",
        access_key=s3.access_key,
        secret_key=secret_key or s3.secret_key,
    )


def test_objects_are_kept_listed_over_many_pages_and_removed(s3: S3) -> None:
    place = bucket(s3)
    names = {f"chunks/{number:02x}/{number}" for number in range(120)}
    for name in names:
        place.put(name, name.encode())
    bucket(s3, "another town").put("chunks/x", b"")
    assert place.names("chunks/") == names
    assert place.names("backups/") == set()
    assert place.get("chunks/05/5") == b"chunks/05/5"
    place.remove("chunks/05/5")
    place.remove("chunks/05/5")
    assert place.names("chunks/") == names - {"chunks/05/5"}
    with pytest.raises(BackupError, match=r"chunks/05/5 cannot be used .*see backup\.to"):
        place.get("chunks/05/5")
    assert s3.refused == 0


def test_a_wrong_secret_is_told_and_keeps_nothing(s3: S3) -> None:
    with pytest.raises(BackupError, match=r"SignatureDoesNotMatch.*backup\.s3_\*"):
        bucket(s3, secret_key="guessed").put("chunks/a", b"a")
    assert s3.objects == {}


def test_a_server_that_sends_us_on_does_not_have_our_signature_passed_on(s3: S3) -> None:
    with s3_server() as elsewhere:
        s3.sends_on_to = elsewhere.url
        with pytest.raises(BackupError, match="SignatureDoesNotMatch"):
            bucket(s3).get("chunks/a")
        with pytest.raises(BackupError, match="307 Temporary Redirect"):
            bucket(s3).put("chunks/a", b"a")
    assert all("authorization" in headers for headers in s3.asked_with)
    assert not any("authorization" in headers for headers in elsewhere.asked_with)
    assert (len(elsewhere.asked_with), elsewhere.objects) == (1, {}), "what is read is asked for there, and nothing is put there"


def test_a_town_comes_back_from_s3(s3: S3, tmp_path: Path) -> None:
    town, config = found(tmp_path / "data"), tmp_path / "bysans.toml"
    (tmp_path / "secret").write_text(s3.secret_key + "\n")
    bysans("backup", "new-key", str(tmp_path / "key"))
    config.write_text(
        f'[backup]\nto = "s3://{s3.bucket}/by"\ns3_endpoint = "{s3.url}"\ns3_access_key = "{s3.access_key}"\n'
        f's3_secret_key_file = "{tmp_path / "secret"}"\nkey_file = "{tmp_path / "key"}"\n'
    )

    def run(folder: Path, *arguments: str) -> tuple[int, str]:
        return bysans(*arguments, "--config", str(config), "--data-dir", str(folder))

    assert run(town, "backup")[0] == 0
    add_days(town, 3, 5)
    assert json.loads(run(town, "backup", "--json")[1])["added_bytes"] < sum(map(len, s3.objects.values())) / 2
    assert run(town, "backup", "verify")[0] == 0
    assert run(tmp_path / "elsewhere", "restore", "latest")[0] == 0
    assert readings_in(tmp_path / "elsewhere") == readings_in(town)
    assert run(town, "drill")[0] == 0

    name = next(name for name in s3.objects if "/chunks/" in name)
    s3.objects[name] = s3.objects[name][:-1]
    code, words = run(town, "backup", "verify")
    assert (code, "is damaged: chunk" in words) == (1, True)
