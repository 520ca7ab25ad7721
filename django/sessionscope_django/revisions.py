"""Revisions of sessions as this process has observed them.

Django keeps none: one is counted for each change that is seen.

They begin with the clock, so that after a restart a panel does not take them for older ones.
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

    def of(self, handle: str, snapshot: Snapshot) -> int:
        """The revision of a session that holds this: the one before, unless something in it has changed."""
        mark = mark_of(snapshot)
        with self._lock:
            known = self._seen.pop(handle, None)
            revision = now() if known is None else known[1] + (known[0] != mark)
            self._seen[handle] = (mark, revision)
            while len(self._seen) > remembered:
                self._seen.popitem(last=False)
        return revision

    def changed(self, handle: str, snapshot: Snapshot, previous: str | None = None) -> int:
        """The revision after a change, also of the key alone (`previous`: the handle before)."""
        with self._lock:
            known = self._seen.pop(previous or handle, None)
            revision = now() if known is None else known[1] + 1
            self._seen[handle] = (mark_of(snapshot), revision)
        return revision

    def last(self, handle: str) -> int:
        """The revision at which a session was seen last."""
        known = self._seen.get(handle)
        return now() if known is None else known[1]


def mark_of(snapshot: Snapshot) -> int:
    """Tells apart what a session held, within this process."""
    return hash((*snapshot.texts.items(), snapshot.user, *snapshot.expiry.items()))
