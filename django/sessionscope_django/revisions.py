"""Revisions of sessions as this process has observed them.

Django keeps none: this process numbers the states that it sees, by the clock.

So a new state has a higher number than any process has given before, after a restart too: a panel takes no reading with a
lower one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from .clock import now
from .found import Snapshot

remembered = 10_000


class Revisions:
    def __init__(self) -> None:
        self._seen: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, handle: str, snapshot: Snapshot, told: int = 0, at: int | None = None) -> int:
        """The revision of a session that holds this: the one before, unless something in it has changed.

        `told`: a panel has it from another process. What is there now is not older.
        """
        mark = mark_of(snapshot)
        with self._lock:
            known = self._seen.pop(handle, None)
            if known is None or known[0] != mark:
                revision = after(known, at)
            else:
                revision = max(known[1], told if told <= now() else 0)
            self._seen[handle] = (mark, revision)
            while len(self._seen) > remembered:
                self._seen.popitem(last=False)
        return revision

    def changed(
        self, handle: str, snapshot: Snapshot, previous: str | None = None, at: int | None = None
    ) -> int:
        """The revision after a change, also of the key alone (`previous`: the handle before).

        `at`: when it was; unless given, now.
        """
        with self._lock:
            known = self._seen.pop(previous or handle, None)
            revision = after(known, at)
            self._seen[handle] = (mark_of(snapshot), revision)
        return revision

    def last(self, handle: str, at: int | None = None) -> int:
        """The revision at which a session was seen last."""
        known = self._seen.get(handle)
        return (now() if at is None else at) if known is None else known[1]


def after(known: tuple[int, int] | None, at: int | None = None) -> int:
    moment = now() if at is None else at
    return moment if known is None else max(known[1] + 1, moment)


def mark_of(snapshot: Snapshot) -> int:
    """Tells apart what a session held, within this process."""
    return hash((*snapshot.texts.items(), snapshot.user, *snapshot.expiry.items()))
