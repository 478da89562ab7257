"""A landed revision stays as it landed, and a store whose tables are not those of its revision is not worked with."""

import hashlib
import sqlite3
from pathlib import Path

import pytest

from storage.state.engine import State, StateRefusesError
from storage.state.revisions import MIGRATIONS, revisions

# Each revision's file when it landed: stores were migrated by it, so a change of the tables is a new revision.
LANDED = {
    "0001_the_first_tables.py": "26c4e86d3479e537cf530231e78563e34aa3631dea809e37c90430b5bbf66fd6",
    "0002_hours_that_are_lower_bounds.py": "40cd6dac15ac36b39d9ff1885a939847e03a5187c40c1d1d28f8d7ba03185558",
    "0003_a_rounds_plan_has_routes.py": "8e7bf359760a0099381fabc6b0a67fe3ff0fc33580519fcc89336b1405e9f496",
    "0004_a_fleet_in_the_domains_terms.py": "1385b5b36729eeb97cce97279b276fbd6e92a5479cdabbb7ee0a0c401c779bc5",
    "0005_unknown_keys_are_counted.py": "bdb44a6bef7fb5b9912c85f7c13a30d38645f446f16bda4af8fa71c8694f056b",
    "0006_a_round_is_handed_over_by_a_link.py": "27e5742920a841e69f03da306cb331351e484462cf7ecd745b7fd2653bec9e8f",
    "0007_keys_expire_and_are_audited.py": "959d7936e52e819aa8ebc5203156668941d2b261f057a3ec817344437be5ecf9",
    "0008_runs_of_the_roles.py": "b84a5c8ad821ff4347cda2eef20f2bbf32264ef49e306c95f1f0947ec729073a",
    "0009_standing_decisions.py": "e99c803b26a758eec3a8714761a215ca4df972cf124d440c0d9fb0c5f6318f3d",
    "0010_settings_of_the_pages.py": "b9f035178aa5b914eeb2f29cc8742a9944f226196c34920f5a496647aae698af",
    "0011_reports_are_requests.py": "c5e2305b320c54d8a01406c095b5d73aca73ed13f56506138fcfb3fcac0cedfa",
    "0012_a_new_device_is_rejected.py": "a5c3a529e9adf7dba85904660d1478a5e7791ccda7df64445bc56b69d07a894b",
    "0013_requests_are_dismissed.py": "564aa675d4bdc7ab5266f64bdfe5bd8ada4f04c92639d0a2011ac0814be6ff38",
    "0014_quarantine_is_in_order.py": "ee1809ed6ba0850b5174d9c8e1cce6bef71bbb08785e7a5612752eba0ded5bb8",
    "0015_frames_are_counted.py": "c88a38118c0a5af465a8abe78a596fadf7e4f285cfc80407c7edb81cfb64241c",
    "0016_old_rounds_lose_their_trucks.py": "767ff5b5f4572f1a85b8c1cf40477713a0aae262def9568b580dceb3af9c5cc8",
    "0017_people_sign_in_at_a_provider.py": "16441cf750e58f5e5d47c92020e58477704777bbf45ac99e7e2d7ca3e575f36e",
    "0018_a_sensor_has_a_photo.py": "774add21e8a9639137f50d8e08fec797f9ebc635747c762c2da4db7d00103293",
    "0019_newest_values_are_replaced_unread.py": "06a78267c5e0da445202c8a7ce2e2f3043036a6e4e41dc85b6cbeef644194e20",
    "0020_every_change_is_audited.py": "14bc9bdadbd397ef18f305a64f22b1d45040bd5744a95a4f2fe6319adbf07b2c",
    "0021_keys_have_owners_and_successors.py": "a8880a7d63ec57a02d3010571d156b64f1c5be8cb2faec52f6163725acb48a3f",
    "0022_days_that_changed.py": "d7163e0e348f3ff8e286c0c93c5696f05644f92592a9c387cc91ed661f88a0cf",
    "0023_a_change_stands_once.py": "80ede807b6a9974fcaaa42f67ab993963a7d59761a9c7af435b6fa4392188c47",
    "0024_no_entry_takes_anothers_place.py": "90024961f5361e9220712542c98ad8419985c677798a3b21de1fa610ae046d74",
}


@pytest.mark.parametrize("name", LANDED)
def test_a_landed_revision_is_not_edited(name: str) -> None:
    text = (MIGRATIONS / "versions" / name).read_bytes()
    assert hashlib.sha256(text).hexdigest() == LANDED[name], f"{name} has landed: put the change into a new revision"


def test_every_revision_but_the_newest_is_held() -> None:
    files = sorted(file.name for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert set(files[:-1]) <= set(LANDED), "add the sha256 of the revision that landed before this one"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "state.db"
    State(f"sqlite:///{file}").close()
    return file


def refusal(file: Path) -> str:
    with pytest.raises(StateRefusesError) as error:
        State(f"sqlite:///{file}")
    return str(error.value)


def change(file: Path, *statements: str) -> None:
    connection = sqlite3.connect(file)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        ("DROP TABLE leases", "the table leases is missing"),
        ("ALTER TABLE leases RENAME COLUMN holder TO owner", "the table leases lacks the column holder"),
        ("ALTER TABLE leases ADD COLUMN colour TEXT", "the table leases has a column colour that nobody knows"),
        ("DROP INDEX alerts_raised", "the index alerts_raised is missing or has other columns"),
    ],
)
def test_tables_that_differ_from_their_revision_are_told_by_name(file: Path, statement: str, difference: str) -> None:
    change(file, statement)
    assert f"differs from its revision {revisions()[-1]}: {difference}" in refusal(file)


def test_another_primary_key_or_an_optional_column_is_a_difference(file: Path) -> None:
    change(
        file,
        "DROP TABLE leases",
        "CREATE TABLE leases (name VARCHAR(64) NOT NULL, holder VARCHAR(64), until BIGINT NOT NULL, PRIMARY KEY (until))",
    )
    message = refusal(file)
    assert "the column leases.holder may be empty" in message
    assert "the table leases has another primary key" in message


def test_tables_of_others_beside_ours_are_let_be(file: Path) -> None:
    change(file, "CREATE TABLE theirs (a INTEGER)")
    State(f"sqlite:///{file}").close()


def test_a_store_of_a_newer_bysans_is_left_as_it_is(file: Path) -> None:
    change(file, "UPDATE alembic_version SET version_num = '9999'")
    assert f"is at revision 9999, newer than the {revisions()[-1]} of this Bysans" in refusal(file)


def test_tables_without_a_revision_are_not_built_upon(file: Path) -> None:
    change(file, "DROP TABLE alembic_version")
    assert "has tables of Bysans but no revision" in refusal(file)
