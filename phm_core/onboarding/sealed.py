"""Files sealed under a key, a piece at a time: read whole and unaltered, or not at all.

Each piece is sealed (AES-GCM) with its number and whether it is the last, so that none
can be left out, repeated, or put elsewhere.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from phm_core.errors import RefusedInput

PIECE = 8 << 20  # bytes sealed at once
NONCE = 12  # bytes, as AES-GCM wants
TAG = 16


def seal_file(plain: Path, sealed: Path, key: bytes, name: str) -> None:
    """Write a file sealed. name: what it is, without which it cannot be opened."""
    cipher = AESGCM(key)
    with plain.open("rb") as source, sealed.open("wb") as target:
        for number, piece, last in _pieces(source, PIECE):
            nonce = secrets.token_bytes(NONCE)
            bound = _bound(name, number, last=last)
            target.write(nonce + cipher.encrypt(nonce, piece, bound))


def open_file(sealed: Path, plain: Path, key: bytes, name: str) -> None:
    """Write what a sealed file holds.

    Raises RefusedInput where it is not there, was altered, or the key does not fit.
    """
    cipher = AESGCM(key)
    try:
        with sealed.open("rb") as source, plain.open("wb") as target:
            for number, piece, last in _pieces(source, NONCE + PIECE + TAG):
                bound = _bound(name, number, last=last)
                target.write(cipher.decrypt(piece[:NONCE], piece[NONCE:], bound))
    except (FileNotFoundError, InvalidTag):
        plain.unlink(missing_ok=True)
        raise RefusedInput(
            f"What is kept of '{name}' is not there or was altered. Load a whole "
            "delivery; later ones can say what changed again."
        ) from None


def _pieces(source: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Each piece of a file with its number, and whether it is the last."""
    number, piece = 0, source.read(size)
    while True:
        following = source.read(size)
        yield number, piece, not following
        if not following:
            return
        number, piece = number + 1, following


def _bound(name: str, number: int, *, last: bool) -> bytes:
    return f"{name} {number} {last}".encode()
