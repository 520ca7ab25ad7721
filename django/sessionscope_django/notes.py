"""What the app's requests did, for the journal.

It is told while a panel asks or listens. Until then a request leaves a note, which costs it little; the newest are kept.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from typing import Any, Callable, Iterator

from .listeners import Listeners
from .request_deed import Note

#: As many as the timeline has entries, and the bytes of all that they hold.
most_notes, most_bytes = 500, 4_000_000


class Notes:
    def __init__(self, tell: Callable[[Note], Any], listeners: Listeners) -> None:
        self._tell = tell
        self._listeners = listeners
        self._kept: deque[Note] = deque()
        self._bytes = 0
        #: Calls of panels that are being answered.
        self._calls = 0
        self._lock = threading.RLock()

    def add(self, note: Note) -> None:
        with self._lock:
            if self._calls or not self._listeners.none:
                self._tell_kept()
                self._tell(note)
                return
            self._kept.append(note)
            self._bytes += note.size
            while len(self._kept) > most_notes or (self._bytes > most_bytes and len(self._kept) > 1):
                self._bytes -= self._kept.popleft().size

    @contextmanager
    def told(self) -> Iterator[None]:
        """While a panel is answered, all that requests did is told."""
        with self._lock:
            self._calls += 1
            self._tell_kept()
        try:
            yield
        finally:
            with self._lock:
                self._calls -= 1

    def _tell_kept(self) -> None:
        while self._kept:
            note = self._kept.popleft()
            self._bytes -= note.size
            self._tell(note)
