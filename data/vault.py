"""The vault: seals and opens; the only code that sees a key.

A person has a random data key, wrapped by the newest master key and kept in a file of its own.
Destroying that row makes all of the person's sealed bytes unreadable, in old backups too once the
short life of the key file's backups has passed.

    sealed bytes    version | nonce (12) | ciphertext and tag     AES-256-GCM
    associated data person | id | kind, so that a row cannot be moved to another place

Ids that leave this module are keyed: a person is an HMAC of team and user id, a kind of entry is
an HMAC of person and word. The HMAC key is random, made once, and wrapped like a data key.
Random 96-bit nonces are safe to 2**32 messages a key (NIST SP 800-38D, 8.3).
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from data.database import KEY_LIFE, Database, Row, set_aside
from data.sqlite import SqliteDatabase

VERSION = b"\x01"
NONCE = 12
TAG = 16
INDEX = "index"  # the row that holds the wrapped HMAC key; no person's id looks like it


class Master(Protocol):
    """A master key as the settings give it."""

    @property
    def id(self) -> str: ...
    @property
    def secret(self) -> bytes: ...


class KeyMissing(Exception):
    """A person has no data key: never admitted, or forgotten. Carries an id of ours."""


class KeyUnfit(KeyMissing):
    """A data key is there and none of the master keys opens it: the operator has to act."""


class KeysApart(Exception):
    """The key file belongs to another database than the one beside it, or is new and empty."""


class SealBroken(Exception):
    """Sealed bytes were changed, moved, or sealed under another key. Carries an id of ours."""


class Sealer:
    """Seals and opens for one person, while one piece of work lasts."""

    def __init__(self, person: str, data_key: bytes) -> None:
        self._person = person
        self._cipher = AESGCM(data_key)

    def seal(self, id_: str, kind: str, plain: bytes) -> bytes:
        """Plain bytes to sealed bytes, bound to person, id and kind."""
        nonce = secrets.token_bytes(NONCE)
        return VERSION + nonce + self._cipher.encrypt(nonce, plain, self._bound(id_, kind))

    def open(self, id_: str, kind: str, sealed: bytes) -> bytes:
        """Sealed bytes to plain bytes. Raises SealBroken."""
        if sealed[:1] != VERSION:
            raise SealBroken(id_)
        nonce, body = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
        if len(body) < TAG:
            raise SealBroken(id_)
        try:
            return self._cipher.decrypt(nonce, body, self._bound(id_, kind))
        except InvalidTag:
            raise SealBroken(id_) from None

    def _bound(self, id_: str, kind: str) -> bytes:
        return f"{self._person}|{id_}|{kind}".encode()


class Vault:
    """Keys of all people, in the key file, under the master keys of the settings."""

    def __init__(self, masters: tuple[Master, ...], keys: Database) -> None:
        """Opens the key file. Raises KeyUnfit when the master keys do not open all of it."""
        self._masters = {master.id: master for master in masters}
        self._newest = masters[0]
        self._keys = keys
        with keys.transaction():
            if not self.knows(INDEX):
                if keys.rows("SELECT 1 FROM data_keys LIMIT 1"):
                    raise KeyUnfit(INDEX)
                self._make(INDEX)
            self._index = self._data_key(INDEX)
        # Better to stop at the start than to meet some people as strangers.
        if set(self.masters()) - set(self._masters):
            raise KeyUnfit(INDEX)

    def close(self) -> None:
        """Closes the key file."""
        self._keys.close()

    def person(self, team: str, user: str) -> str:
        """The id under which a person's rows stand: 32 hex digits."""
        return self._digest("person", team, user)

    def team(self, team: str) -> str:
        """The id under which a workspace's people stand: 32 hex digits."""
        return self._digest("team", team)

    def tag(self, person: str, kind: str) -> str:
        """A kind of entry as the database sees it: different for every person."""
        return self._digest("kind", person, kind)[:16]

    def entry_id(self, person: str, delivery: str) -> str:
        """The same id for the same delivery, so that a repeated one is stored once."""
        return self._digest("entry", person, delivery)[:24]

    def admit(self, person: str) -> None:
        """Makes a data key for a new person; keeps the one that is there."""
        with self._keys.transaction():
            if not self.knows(person):
                self._make(person)

    def sealer(self, person: str) -> Sealer:
        """Seals and opens for a person. Raises KeyMissing."""
        return Sealer(person, self._data_key(person))

    def knows(self, person: str) -> bool:
        """Whether the person has a data key."""
        return bool(self._keys.rows("SELECT 1 FROM data_keys WHERE person = :p", p=person))

    def forget(self, person: str) -> bool:
        """Destroys a person's data key, in the file and in its write-ahead log.

        False when a reader keeps the log from being emptied now; ``empty_log`` tries again.
        """
        self._keys.run("DELETE FROM data_keys WHERE person = :p", p=person)
        return self._keys.truncate_log()

    def forget_copies(self, now: datetime) -> int:
        """Deletes key files that a restore kept, once they are over their life; counts them.

        They still open what people had erased since.
        """
        if not isinstance(self._keys, SqliteDatabase):
            return 0
        old = [file for file, made in set_aside(self._keys.path) if made < now - KEY_LIFE]
        for file in old:
            file.unlink(missing_ok=True)
        return len(old)

    def people(self) -> set[str]:
        """Ids of all people that have a data key."""
        rows = self._keys.rows("SELECT person FROM data_keys WHERE person <> :p", p=INDEX)
        return {row["person"] for row in rows}

    def agrees(self, other: Vault, person: str) -> bool:
        """Whether a person has the same data key in another key file: they had not everything
        erased in between. Raises KeyMissing."""
        return hmac.compare_digest(self._data_key(person), other._data_key(person))

    def fingerprint(self) -> int:
        """A number that tells one key file from another and says nothing about its keys."""
        return int(self._digest("fingerprint")[:12], 16)

    def masters(self) -> dict[str, int]:
        """How many wrapped keys stand under each master key, by its id."""
        rows = self._keys.rows("SELECT master, count(*) AS n FROM data_keys GROUP BY master")
        return {row["master"]: int(row["n"]) for row in rows}

    def not_newest(self) -> int:
        """How many wrapped keys stand under an older master key."""
        return sum(n for master, n in self.masters().items() if master != self._newest.id)

    @property
    def newest(self) -> str:
        """The id of the master key that new wrapped keys stand under."""
        return self._newest.id

    def rewrap(self, limit: int = 500) -> int:
        """Wraps up to ``limit`` keys anew under the newest master key; returns how many.

        Entries are untouched. Each call is one transaction: a rotation that is cut off goes on
        where it stopped. Raises KeyUnfit when a key's master is not in the settings.
        """
        with self._keys.transaction():
            rows = self._keys.rows(
                "SELECT person, master, wrapped FROM data_keys WHERE master <> :m"
                " ORDER BY person LIMIT :n",
                m=self._newest.id,
                n=limit,
            )
            for row in rows:
                # An update: a key that another process forgot meanwhile must not come back.
                self._keys.run(
                    "UPDATE data_keys SET master = :m, wrapped = :w WHERE person = :p",
                    p=row["person"],
                    m=self._newest.id,
                    w=self._wrapped(row["person"], self._unwrapped(row)),
                )
        return len(rows)

    def empty_log(self) -> bool:
        """Removes destroyed keys, and what an old master key wrapped, from the log; False when
        that has to wait."""
        return self._keys.truncate_log()

    def _digest(self, *parts: str) -> str:
        # Length before each part: ("ab", "c") and ("a", "bc") must not meet.
        text = "".join(f"{len(part)}:{part}" for part in parts)
        return hmac.digest(self._index, text.encode(), "sha256").hex()[:32]

    def _make(self, person: str) -> None:
        # Two processes may come here at once: the first key stays, since it may be in use.
        self._keys.run(
            "INSERT INTO data_keys VALUES (:p, :m, :w) ON CONFLICT (person) DO NOTHING",
            p=person,
            m=self._newest.id,
            w=self._wrapped(person, secrets.token_bytes(32)),
        )

    def _wrapped(self, person: str, data_key: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        cipher = AESGCM(self._newest.secret)
        return VERSION + nonce + cipher.encrypt(nonce, data_key, f"wrap|{person}".encode())

    def _data_key(self, person: str) -> bytes:
        rows = self._keys.rows(
            "SELECT person, master, wrapped FROM data_keys WHERE person = :p", p=person
        )
        if not rows:
            raise KeyMissing(person)
        return self._unwrapped(rows[0])

    def _unwrapped(self, row: Row) -> bytes:
        person, wrapped = row["person"], bytes(row["wrapped"])
        if row["master"] not in self._masters or len(wrapped) < 1 + NONCE + TAG:
            raise KeyUnfit(person)
        master = self._masters[row["master"]]
        nonce, body = wrapped[1 : 1 + NONCE], wrapped[1 + NONCE :]
        try:
            return AESGCM(master.secret).decrypt(nonce, body, f"wrap|{person}".encode())
        except InvalidTag:
            raise KeyUnfit(person) from None
