"""The process that reads uploads, with work of the tests: endless, full, telling."""

import errno
import os
import time
import zlib
from typing import Any

from phm_core.onboarding.uploads import child
from phm_core.onboarding.uploads.works import WORKS


def busy(*_: Any) -> None:
    while True:
        zlib.crc32(bytes(1 << 20))


def sleepy(*_: Any) -> None:
    time.sleep(3_600)


def full(*_: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def tell(*_: Any) -> list[str]:
    """Variables of the environment that say where anything is kept."""
    known = os.environ  # noqa: TID251  # what the test is about
    return [name for name in known if "PHM" in name or "KEY" in name]


if __name__ == "__main__":
    WORKS.update(busy=busy, sleepy=sleepy, full=full, tell=tell)
    child.main()
