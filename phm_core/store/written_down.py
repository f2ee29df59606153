"""A change that the audit is told of before it is made, and how it ended."""

from collections.abc import Iterator
from contextlib import contextmanager

from phm_core.store.audit import Audit, Entry


@contextmanager
def written_down(audit: Audit, entry: Entry) -> Iterator[None]:
    """Commit to the audit what is about to be changed, and how it ended."""
    intent = audit.intend(entry)
    try:
        yield
    except BaseException:
        audit.conclude(intent, entry, outcome="failed")
        raise
    audit.conclude(intent, entry, outcome="done")
