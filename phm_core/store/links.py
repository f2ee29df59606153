"""Which NHS number stands behind a pseudonym: a database of its own, and sealed.

It is opened for direct care alone, never by what counts people. Each number is sealed
(AES-GCM) under a key that comes from its project's, bound to its pseudonym, so that the
file without the key says nothing, and rows cannot change places.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    delete,
    insert,
    select,
)

from phm_core.errors import RefusedInput
from phm_core.nhs_number import nhs_number
from phm_core.store.database import connected, reading
from phm_core.store.keys import OWNER_ALONE, OWNER_ALONE_FOLDER, derived
from phm_core.store.project_keys import ProjectKey

METADATA = MetaData()
LINK = Table(
    "link",
    METADATA,
    Column("key_id", String(80), nullable=False),
    Column("pseudonym", String(26), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("key_id", "pseudonym"),
)
NONCE = 12  # bytes, as AES-GCM wants
AT_ONCE = 500


class Links:
    """The links in one file. Safe for several threads and processes."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def add(self, key: ProjectKey, numbers: Iterable[str]) -> list[str]:
        """Keep numbers, all or none; returns their pseudonyms in the same order.

        Raises RefusedInput for a number that is not valid; nothing is kept then.
        """
        checked = [nhs_number(number) for number in numbers]
        found = key.pseudonyms(checked)
        self.keep(key, dict(zip(found, checked, strict=True)))
        return found

    def keep(self, key: ProjectKey, numbers: Mapping[str, str]) -> None:
        """Keep valid numbers by the pseudonyms that the key gave them."""
        with self._open().begin() as connection:
            _put(connection, key, numbers)

    def find(self, key: ProjectKey, pseudonyms: Iterable[str]) -> dict[str, str]:
        """The NHS number behind each pseudonym that is linked."""
        wanted = list(dict.fromkeys(pseudonyms))
        engine = reading(self._open())
        with engine.begin() as connection:
            return dict(_opened(connection, key, wanted))

    def rotate(self, old: ProjectKey, new: ProjectKey) -> dict[str, str]:
        """Link every number by a new key too; returns new pseudonyms by old ones."""
        with self._open().begin() as connection:
            query = select(LINK.c.pseudonym).where(LINK.c.key_id == old.id)
            known = dict(_opened(connection, old, connection.scalars(query).all()))
            moved = dict(zip(known, new.pseudonyms(known.values()), strict=True))
            _put(connection, new, {moved[was]: known[was] for was in known})
        return moved

    def forget(self, key: ProjectKey) -> int:
        """Remove every link of a key; returns how many there were."""
        with self._open().begin() as connection:
            own = LINK.c.key_id == key.id
            return connection.execute(delete(LINK).where(own)).rowcount

    def _open(self) -> Engine:
        self.file.parent.mkdir(OWNER_ALONE_FOLDER, parents=True, exist_ok=True)
        self.file.touch(OWNER_ALONE)
        engine = connected(f"sqlite:///{self.file.as_posix()}")
        METADATA.create_all(engine)
        return engine


def _put(connection: Connection, key: ProjectKey, pairs: Mapping[str, str]) -> None:
    known = {pseudonym for pseudonym, _ in _sealed(connection, key, list(pairs))}
    cipher, named = _cipher(key), key.id
    rows = [
        {
            "key_id": named,
            "pseudonym": pseudonym,
            "sealed": _seal(cipher, pseudonym, number),
        }
        for pseudonym, number in pairs.items()
        if pseudonym not in known
    ]
    if rows:
        connection.execute(insert(LINK), rows)


def _sealed(
    connection: Connection, key: ProjectKey, wanted: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    """Rows of some pseudonyms, asked for a few hundred at a time."""
    several, mine = list(wanted), LINK.c.key_id == key.id
    for first in range(0, len(several), AT_ONCE):
        query = select(LINK.c.pseudonym, LINK.c.sealed).where(
            mine,
            LINK.c.pseudonym.in_(several[first : first + AT_ONCE]),
        )
        yield from ((row.pseudonym, row.sealed) for row in connection.execute(query))


def _opened(
    connection: Connection, key: ProjectKey, wanted: Iterable[str]
) -> Iterator[tuple[str, str]]:
    cipher = _cipher(key)
    for pseudonym, sealed in _sealed(connection, key, wanted):
        try:
            number = cipher.decrypt(sealed[:NONCE], sealed[NONCE:], _bound(pseudonym))
        except InvalidTag:
            raise RefusedInput(
                "A link between a pseudonym and its NHS number was altered, so nobody "
                "was looked up. Tell whoever is responsible for governance, and "
                "restore the links from a backup."
            ) from None
        yield pseudonym, number.decode()


def _seal(cipher: AESGCM, pseudonym: str, number: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + cipher.encrypt(nonce, number.encode(), _bound(pseudonym))


def _cipher(key: ProjectKey) -> AESGCM:
    return AESGCM(derived(key.secret, "links"))


def _bound(pseudonym: str) -> bytes:
    """What a sealed number belongs to; it opens nowhere else."""
    return pseudonym.encode()
