"""The app as it is started for people, on the data of a benchmark."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from urllib.error import URLError

from benchmarks.ground import Ground
from phm_core.onboarding.keeping import use

ROOT = Path(__file__).parents[1]
WAIT_SECONDS, PAUSE = 60.0, 0.1
STAT = "/proc/{}/stat"
USER, SYSTEM = 11, 12  # fields behind the name of the program, in ticks


@dataclass(frozen=True)
class Server:
    """A running app: its address and its process."""

    address: str
    process: int

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far, of all its threads."""
        text = Path(STAT.format(self.process)).read_text(encoding="ascii")
        fields = text.rpartition(")")[2].split()
        ticks = int(fields[USER]) + int(fields[SYSTEM])
        return ticks / os.sysconf("SC_CLK_TCK")


def unable() -> str:
    """Why a server cannot be measured here; empty when it can."""
    if Path(STAT.format("self")).exists():
        return ""
    return "processor time of another process is read from /proc, which is not here"


@contextmanager
def started(ground: Ground) -> Iterator[Server]:
    """Start the app on the snapshot, and stop it afterwards."""
    use(ground.folder / "snapshots", ground.snapshot.path)
    port = _free_port()
    words = [sys.executable, "-m", "streamlit", "run", "app.py"]
    words += [f"--server.port={port}", "--server.fileWatcherType=none"]
    settings = os.environ | {"PHM_DATA_DIR": str(ground.folder)}  # noqa: TID251  # handed on as it is
    log = ground.folder / "server.log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(  # noqa: S603  # our own words, no shell
            words, cwd=ROOT, env=settings, stdout=out, stderr=out
        )
        try:
            address = f"http://localhost:{port}"
            _wait_for(f"{address}/_stcore/health", process, log)
            yield Server(address, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = perf_counter() + WAIT_SECONDS
    while perf_counter() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310  # our own server
                return
        except (URLError, OSError):
            sleep(PAUSE)
    raise RuntimeError(f"The app did not start. {log} says why.")
