"""Who is told of the events of this process: the live streams that are open."""

from __future__ import annotations

import json
import threading
from collections import deque
from typing import Any, Callable

#: Lines that may wait for a reader, and their bytes. With more it is cut off, and reads for itself when it is back.
backlog, backlog_bytes = 1000, 1_048_576


class Listener:
    """The lines that wait for one reader."""

    def __init__(self) -> None:
        #: Called when there is something to take, or nothing more will come.
        self.wake: Callable[[], Any] = lambda: None
        self._lines: deque[str] = deque()
        self._bytes = 0
        self._changed = threading.Condition()
        self.ended = False

    def push(self, event: Any) -> None:
        line = json.dumps(event, separators=(",", ":")) + "\n"
        with self._changed:
            self._lines.append(line)
            self._bytes += len(line)
            # A single line is delivered however long it is.
            if len(self._lines) > backlog or (len(self._lines) > 1 and self._bytes > backlog_bytes):
                self.ended = True
                self._lines.clear()
            self._changed.notify()
        self.wake()

    def take(self, timeout: float) -> str | None:
        """The next line; `None`: none came in time, or no more will."""
        with self._changed:
            self._changed.wait_for(lambda: self._lines or self.ended, timeout)
            if not self._lines:
                return None
            line = self._lines.popleft()
            self._bytes -= len(line)
            return line

    def end(self) -> None:
        with self._changed:
            self.ended = True
            self._changed.notify()
        self.wake()


class Listeners:
    def __init__(self) -> None:
        self._all: set[Listener] = set()

    @property
    def none(self) -> bool:
        return not self._all

    def add(self) -> Listener:
        listener = Listener()
        self._all = self._all | {listener}
        return listener

    def remove(self, listener: Listener) -> None:
        listener.end()
        self._all = self._all - {listener}

    def tell(self, event: Any) -> None:
        for listener in self._all:
            listener.push(event)
