"""Keeps a panel's write and the requests of one session apart, within this process.

A write waits until no request is at work on the session, two seconds at most; requests that come meanwhile wait for it.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import Iterator

#: Seconds.
patience = 2.0


class Quiet:
    def __init__(self) -> None:
        self._changed = threading.Condition()
        #: How many requests of each session.
        self._at_work: dict[str, int] = {}
        self._held: set[str] = set()

    def is_held(self, name: str | None) -> bool:
        return name in self._held

    def enter(self, name: str | None) -> None:
        """A request of this session begins."""
        if name is None:
            return
        with self._changed:
            if name in self._held:
                self._changed.wait_for(lambda: name not in self._held, 2 * patience)
            self._at_work[name] = self._at_work.get(name, 0) + 1

    def leave(self, name: str | None) -> None:
        if name is None:
            return
        with self._changed:
            left = self._at_work[name] - 1
            if left > 0:
                self._at_work[name] = left
            else:
                del self._at_work[name]
            if name in self._held:
                self._changed.notify_all()

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """No request of this session, and no other panel's write, is at work meanwhile."""
        until = time.monotonic() + patience
        with self._changed:
            self._changed.wait_for(lambda: name not in self._held)
            self._held.add(name)
            self._changed.wait_for(lambda: not self._at_work.get(name), max(0.0, until - time.monotonic()))
        try:
            yield
        finally:
            with self._changed:
                self._held.discard(name)
                self._changed.notify_all()
