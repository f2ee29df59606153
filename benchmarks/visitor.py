"""A visitor of the real server: speaks to it as a browser does, but draws nothing."""

from dataclasses import dataclass, field
from time import perf_counter
from types import TracebackType
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

FINISHED = {
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
}


@dataclass
class Seen:
    """One run of a page: seconds until all of it had come, and what was in it.

    faults: errors that a reader would see. fragments: parts that can run by themselves.
    """

    seconds: float = 0.0
    sent: int = 0
    faults: list[str] = field(default_factory=list)
    fragments: set[str] = field(default_factory=set)


class Visitor:
    """One session, kept open."""

    def __init__(self, address: str) -> None:
        self._socket: ClientConnection = connect(
            f"{address.replace('http', 'ws')}/_stcore/stream",
            origin=Origin(address),
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
        )
        self._page = ""
        self._known: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def open(self, page: str) -> Seen:
        """Go to a page by its name in the address."""
        return self._run(page_name=page)

    def again(self) -> Seen:
        """Run the page that is open once more."""
        return self._run(page_script_hash=self._page)

    def fragment(self, identity: str) -> Seen:
        """Run one part of the page that is open."""
        return self._run(page_script_hash=self._page, fragment_id=identity)

    def _run(self, **asked: str) -> Seen:
        message = BackMsg()
        for name, value in asked.items():
            setattr(message.rerun_script, name, value)
        # What was sent before and is kept need not be sent again.
        message.rerun_script.cached_message_hashes.extend(self._known)
        began = perf_counter()
        self._socket.send(message.SerializeToString())
        seen = Seen()
        while not self._finished(seen):
            pass
        seen.seconds = perf_counter() - began
        return seen

    def _finished(self, seen: Seen) -> bool:
        content = self._socket.recv()
        assert isinstance(content, bytes)
        seen.sent += len(content)
        message = ForwardMsg.FromString(content)
        if message.metadata.cacheable and message.hash:
            self._known.add(message.hash)
        what = message.WhichOneof("type")
        if what == "navigation":
            self._page = message.navigation.page_script_hash
        if what == "delta":
            _look_at(message, seen)
        return what == "script_finished" and message.script_finished in FINISHED


def _look_at(message: ForwardMsg, seen: Seen) -> None:
    delta = message.delta
    if delta.fragment_id:
        seen.fragments.add(delta.fragment_id)
    element = delta.new_element
    if element.WhichOneof("type") == "exception":
        seen.faults.append(element.exception.message)
    if element.WhichOneof("type") == "alert" and element.alert.format == "error":
        seen.faults.append(element.alert.body)
