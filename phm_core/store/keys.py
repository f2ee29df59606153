"""Secret keys in files: made once, readable by their owner alone."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from phm_core.errors import RefusedInput

KEY_BYTES = 32
OWNER_ALONE, OWNER_ALONE_FOLDER = 0o600, 0o700


def audit_key(path: Path) -> bytes:
    """The key that seals the audit, made where there is none."""
    return key_at(path, "an audit key")


def key_at(path: Path, what: str) -> bytes:
    """Read a key, making it first where there is none. what: what it is called.

    Raises RefusedInput when the file is not a key.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise RefusedInput(
            f"'{path}' is not {what}. Restore it from a backup: what it made cannot be "
            "checked or looked up without it."
        )
    return key


def derived(key: bytes, use: str) -> bytes:
    """A key for another use, from which the first cannot be found."""
    return hmac.new(key, use.encode(), hashlib.sha256).digest()


def _make(path: Path) -> None:
    """Write a new key so that two starts at once end with the same one."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ALONE)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        fresh.unlink()
