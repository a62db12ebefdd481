"""A reader without a browser: the browser part's own protocol over one WebSocket."""

import asyncio
import time
from dataclasses import dataclass, field
from types import TracebackType

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

_PATIENCE = 60.0
_DRAWN = ("plotly_chart", "bidi_component", "arrow_data_frame", "arrow_table", "metric")


class PageFailedError(RuntimeError):
    """A run showed an error or an unknown page; the text says which."""


@dataclass
class Session:
    """One session of a server; use it as an async context manager.

    Args:
        server: address without a slash at the end.
        page: key of the page, "" for the first.
    """

    server: str
    page: str = ""
    drawn: int = 0
    """Charts, tables and cards of the last run."""
    _hash: str = ""
    _seen: dict[str, str] = field(default_factory=dict)
    _socket: ClientConnection | None = None

    async def __aenter__(self) -> "Session":
        address = self.server.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = await connect(address, subprotocols=["streamlit"], max_size=None, proxy=None, compression=None)  # type: ignore[list-item]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._socket is not None
        await self._socket.close()

    async def run(self, query: str = "") -> float:
        """Run the page under a query part of its address; seconds from the question to the end of the script.

        Raises:
            PageFailedError: the page shows an exception or an error, or there is no such page.
            TimeoutError: it has not ended in a minute.
        """
        assert self._socket is not None
        started = time.perf_counter()
        await self._socket.send(self._question(query))
        kinds: list[str] = []
        used: set[str] = set()
        async with asyncio.timeout(_PATIENCE):
            while True:
                message = ForwardMsg()
                message.ParseFromString(await self._socket.recv())
                if message.WhichOneof("type") == "script_finished":
                    if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        break
                elif (kind := self._take(message, used)) is not None:
                    kinds.append(kind)
        taken = time.perf_counter() - started
        self._seen = {number: kind for number, kind in self._seen.items() if number in used}
        self.drawn = sum(kind in _DRAWN for kind in kinds)
        return taken

    def _question(self, query: str) -> bytes:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = query
        asked.page_name = "" if self._hash else self.page
        asked.page_script_hash = self._hash
        asked.cached_message_hashes.extend(self._seen)
        asked.context_info.timezone = "Asia/Shanghai"
        asked.context_info.timezone_offset = -480
        asked.context_info.locale = "zh-CN"
        asked.context_info.url = f"{self.server}/{self.page}"
        written: bytes = message.SerializeToString()
        return written

    def _take(self, message: ForwardMsg, used: set[str]) -> str | None:
        """Note what a message says; the kind of the element that it brings, if any."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._hash = message.new_session.page_script_hash or self._hash
        elif kind == "navigation":
            self._hash = message.navigation.page_script_hash or self._hash
        elif kind == "page_not_found":
            raise PageFailedError(f"there is no page {self.page}")
        elif kind == "ref_hash":
            used.add(message.ref_hash)
            return self._seen.get(message.ref_hash)
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            drawn = element.WhichOneof("type")
            if drawn == "exception":
                raise PageFailedError(f"{self.page}: {element.exception.message}")
            if drawn == "alert" and element.alert.format == Alert.ERROR:
                raise PageFailedError(f"{self.page}: {element.alert.body}")
            if message.hash and message.metadata.cacheable and drawn is not None:
                self._seen[message.hash] = drawn
                used.add(message.hash)
            return drawn
        return None
