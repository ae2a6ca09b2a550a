"""The vault: what is sealed says nothing, moves nowhere, and ends with its key."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Who
from data.database import Row
from data.vault import INDEX, KeyMissing, KeyUnfit, SealBroken, Sealer, Vault
from tests.conftest import master_key
from tests.data.conftest import Place

OLD, NEW = master_key(1), master_key(2)
DATA_KEY = bytes(range(32))
MARA, NOW = Who("T1", "U1"), datetime(2026, 3, 2, 12, tzinfo=UTC)


@given(st.binary(max_size=300))
def test_what_was_sealed_opens(plain: bytes) -> None:
    """Every byte comes back, and sealing twice gives different bytes."""
    sealer = Sealer("p", DATA_KEY)
    once, again = sealer.seal("id", "kind", plain), sealer.seal("id", "kind", plain)
    assert sealer.open("id", "kind", once) == plain
    assert once != again


@given(st.integers(0, 60), st.integers(1, 255))
def test_a_changed_byte_is_noticed(place: int, change: int) -> None:
    """Version, nonce, text and tag: no byte can change unseen."""
    sealer = Sealer("p", DATA_KEY)
    sealed = bytearray(sealer.seal("id", "kind", b"x" * 40))
    sealed[place] ^= change
    with pytest.raises(SealBroken):
        sealer.open("id", "kind", bytes(sealed))


@pytest.mark.parametrize(
    ("person", "id_", "kind"), [("q", "id", "kind"), ("p", "di", "kind"), ("p", "id", "other")]
)
def test_a_row_cannot_be_moved(person: str, id_: str, kind: str) -> None:
    """Sealed bytes open only under the person, the id and the kind they were sealed for."""
    sealed = Sealer("p", DATA_KEY).seal("id", "kind", b"words")
    with pytest.raises(SealBroken):
        Sealer(person, DATA_KEY).open(id_, kind, sealed)


@pytest.mark.parametrize("length", [0, 1, 5, 13, 20, 28])
def test_bytes_that_were_cut_short_are_noticed(length: int) -> None:
    """A torn row raises our own error, whatever is left of it."""
    sealed = Sealer("p", DATA_KEY).seal("id", "kind", b"")
    with pytest.raises(SealBroken):
        Sealer("p", DATA_KEY).open("id", "kind", sealed[:length])


@pytest.fixture
def vault(place: Place) -> Vault:
    return Vault((OLD,), place.migrated()[1])


def test_ids_differ_between_people_teams_and_installations(vault: Vault, tmp_path: Path) -> None:
    """The same Slack id in another workspace, or under another key, is somebody else."""
    other = Place(f"sqlite:///{tmp_path}/other/keel.db", "x")
    second = Vault((OLD,), other.migrated()[1])
    ids = {
        vault.person("T1", "U1"),
        vault.person("T1", "U2"),
        vault.person("T2", "U1"),
        vault.person("T1U", "1"),
        second.person("T1", "U1"),
    }
    assert len(ids) == 5
    assert all(re.fullmatch("[0-9a-f]{32}", id_) for id_ in ids)
    assert vault.person("T1", "U1") == vault.person("T1", "U1")
    assert vault.tag("a", "check_in") != vault.tag("b", "check_in")
    assert vault.fingerprint() != second.fingerprint()
    other.close()


def test_a_forgotten_key_is_gone(vault: Vault) -> None:
    """After forget nothing opens, and a new admission makes a different key."""
    vault.admit("p")
    sealed = vault.sealer("p").seal("id", "kind", b"words")
    vault.admit("p")
    assert vault.sealer("p").open("id", "kind", sealed) == b"words"
    assert vault.forget("p") is True
    assert not vault.knows("p")
    with pytest.raises(KeyMissing):
        vault.sealer("p")
    vault.admit("p")
    with pytest.raises(SealBroken):
        vault.sealer("p").open("id", "kind", sealed)


def test_a_forgotten_key_leaves_no_byte_in_the_files(sqlite_place: Place, tmp_path: Path) -> None:
    """The wrapped key is neither in the file nor in its write-ahead log."""
    keys = sqlite_place.migrated()[1]
    vault = Vault((OLD,), keys)
    vault.admit("p")
    wrapped = bytes(keys.rows("SELECT wrapped FROM data_keys WHERE person = 'p'")[0]["wrapped"])
    files = sorted(tmp_path.iterdir())
    assert any(wrapped in file.read_bytes() for file in files)
    vault.forget("p")
    assert not any(wrapped in file.read_bytes() for file in files)


def test_a_key_that_a_reader_held_in_the_log_goes_with_the_cleaning(
    sqlite_place: Place, tmp_path: Path
) -> None:
    """A backup under way at that moment must not leave an erased person's key on the disk: nothing
    else writes to the key file for a long time."""
    journal = sqlite_place.journal(OLD)
    journal.consent(MARA, "UTC", NOW)
    keys = sqlite_place.keys()
    (row,) = keys.rows("SELECT wrapped FROM data_keys WHERE person = :p", p=journal.person(MARA))
    with closing(sqlite3.connect(tmp_path / "keel.keys.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM data_keys").fetchall()
        assert journal.erase(MARA, NOW).log_emptied is False
    files = list(tmp_path.iterdir())
    assert any(bytes(row["wrapped"]) in file.read_bytes() for file in files)
    journal.sweep(NOW)
    assert not any(bytes(row["wrapped"]) in file.read_bytes() for file in files)


def test_the_master_key_is_never_stored(sqlite_place: Place, tmp_path: Path) -> None:
    """Neither a master key nor a data key lies in the file in clear."""
    vault = Vault((OLD,), sqlite_place.migrated()[1])
    vault.admit("p")
    data_key = vault._data_key("p")
    for file in tmp_path.iterdir():
        assert OLD.secret not in file.read_bytes()
        assert data_key not in file.read_bytes()


def test_a_wrong_key_stops_at_the_start(place: Place) -> None:
    """A vault that cannot be opened is refused before anything is done with it."""
    keys = place.migrated()[1]
    Vault((OLD,), keys).admit("p")
    with pytest.raises(KeyUnfit):
        Vault((NEW,), keys)
    assert Vault((NEW, OLD), keys).knows("p")


def test_a_key_that_is_missing_for_some_people_stops_at_the_start(place: Place) -> None:
    """After half a rotation both keys are needed: nobody is met as a stranger."""
    keys = place.migrated()[1]
    Vault((OLD,), keys).admit("p")
    rotating = Vault((NEW, OLD), keys)
    rotating.rewrap(1)
    assert rotating.not_newest() == 1
    for masters in ((NEW,), (OLD,)):
        with pytest.raises(KeyUnfit):
            Vault(masters, keys)


def test_rotation_keeps_every_word_and_can_stop_anywhere(place: Place) -> None:
    """Data keys are wrapped anew in steps; ids and sealed bytes stay as they were."""
    keys = place.migrated()[1]
    before = Vault((OLD,), keys)
    people = [f"p{n}" for n in range(7)]
    sealed = {}
    for person in people:
        before.admit(person)
        sealed[person] = before.sealer(person).seal("id", "kind", person.encode())
    turned = [Vault((NEW, OLD), keys).rewrap(3) for _ in range(4)]
    assert turned == [3, 3, 2, 0]
    after = Vault((NEW,), keys)
    assert after.not_newest() == 0
    assert after.person("T", "U") == before.person("T", "U")
    for person in people:
        assert after.sealer(person).open("id", "kind", sealed[person]) == person.encode()


def test_rotation_does_not_bring_back_a_forgotten_key(place: Place) -> None:
    """A key that is destroyed while others are wrapped anew stays destroyed."""
    keys = place.migrated()[1]
    Vault((OLD,), keys).admit("p")
    rotating = Vault((NEW, OLD), keys)
    found = rotating._unwrapped
    forgotten = []

    def forget_first(row: Row) -> bytes:
        key = found(row)
        if row["person"] == "p" and not forgotten:
            forgotten.append(rotating.forget("p"))
        return key

    rotating._unwrapped = forget_first
    rotating.rewrap()
    assert forgotten
    assert not rotating.knows("p")


def test_two_processes_that_start_together_share_one_index(postgres_place: Place) -> None:
    """The first index key stays: with two of them the same person would have two ids."""
    first, second = (postgres_place.migrated()[1] for _ in range(2))
    one = Vault((OLD,), first)
    late = Vault.__new__(Vault)
    late._masters, late._newest, late._keys = {OLD.id: OLD}, OLD, second
    late._make(INDEX)
    assert late._data_key(INDEX) == one._index


def test_a_damaged_wrapped_key_is_told_from_a_missing_one(place: Place) -> None:
    """Damage is the operator's matter; a missing key is a person who was forgotten."""
    keys = place.migrated()[1]
    vault = Vault((OLD,), keys)
    vault.admit("p")
    for damage in (b"", b"\x01" * 61):
        keys.run("UPDATE data_keys SET wrapped = :w WHERE person = 'p'", w=damage)
        with pytest.raises(KeyUnfit):
            vault.sealer("p")


def test_errors_name_our_own_ids_alone(vault: Vault) -> None:
    """What an exception says may go into a log."""
    person = vault.person("T0CANARY", "U0CANARY")
    with pytest.raises(KeyMissing) as caught:
        vault.sealer(person)
    assert str(caught.value) == person
    assert "CANARY" not in repr(caught.value)


def test_a_key_under_a_master_of_somebody_else_stops_at_the_start(place: Place) -> None:
    """The index opens and one person's key does not: better to stop than to meet a stranger."""
    keys = place.migrated()[1]
    Vault((OLD,), keys).admit("p")
    keys.run("UPDATE data_keys SET master = 'elsewhere' WHERE person = 'p'")
    with pytest.raises(KeyUnfit):
        Vault((OLD,), keys)
