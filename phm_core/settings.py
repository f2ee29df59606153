"""The only reader of the environment."""

from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one installation, from PHM_... variables or their defaults."""

    model_config = SettingsConfigDict(env_prefix="PHM_", frozen=True)

    data_dir: Path = Path("data")
    engine: Literal["duckdb", "spark", "polars"] = "duckdb"
    database_url: str = ""
    memory_limit: str = ""
    audit_anchor: Path | None = None
    identity_dir: Path | None = None
    catalogue_dir: Path | None = None
    codelists_dir: Path | None = None
    list_warn_days: int = 14
    list_most_days: int = 35
    list_registered_days: int = 7
    sign_in_claim: str = "sub"
    session_idle_minutes: int = 15
    session_hours: int = 8
    demo_people: int = 250_000
    demo_seed: int = 2026

    @property
    def snapshots(self) -> Path:
        """Folder in which snapshots are published."""
        return self.data_dir / "snapshots"

    @property
    def database(self) -> str:
        """SQLAlchemy address of the app database; SQLite beside the data by default."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'app.db').as_posix()}"

    @property
    def anchor(self) -> Path:
        """File in which the audit of one database is anchored; better elsewhere."""
        if self.audit_anchor is not None:
            return self.audit_anchor
        # Another database has another audit. What stands before the @ may be secret.
        named = self.database_url.rpartition("@")[2]
        own = f"-{sha256(named.encode()).hexdigest()[:8]}" if named else ""
        return self.data_dir / f"audit{own}.anchor"

    @property
    def identity(self) -> Path:
        """Folder of what leads from a pseudonym to a person; better elsewhere."""
        return self.identity_dir or self.data_dir / "identity"

    @property
    def cache(self) -> Path:
        """Folder for answered leaves; safe to delete."""
        return self.data_dir / "cache"
