"""The timeline: what each request of this process, and each command of a panel, did to its session.

It is bounded in entries and in bytes, and forgets the oldest first. An entry keeps what its session held afterwards.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, Iterator

from .deed import Changes, Deed, State, kind_of
from .expiry import policy
from .listeners import Listeners
from .protocol import summary_key_length, summary_keys, summary_path_length

most_entries, most_bytes = 500, 4_000_000
#: The part of all bytes that a single entry may take. Of one that would take more the texts are not kept.
share = 4
#: Keys of such an entry that are kept all the same.
most_keys = 2000
#: Bytes of an entry, and of a key or text in it, beside their characters.
entry_overhead, key_overhead = 1500, 160


@dataclass(frozen=True)
class Entry:
    number: int
    deed: Deed
    #: The texts are not kept: there would be too much.
    forgotten: bool
    size: int

    @property
    def summary(self) -> dict[str, Any]:
        return summary_of(self.number, self.deed)


class Timeline:
    def __init__(self, listeners: Listeners) -> None:
        self._listeners = listeners
        self._entries: OrderedDict[int, Entry] = OrderedDict()
        self._lock = threading.RLock()
        self._next = 1
        self._bytes = 0
        self.recording = True
        #: Requests that did nothing with a session, and entries that were forgotten to make room.
        self.without_session = 0
        self.dropped = 0

    def record(self, deed: Deed) -> None:
        if not self.recording:
            return
        # What it held afterwards is enough.
        deed.before = bare(deed.before)
        size = size_of(deed)
        forgotten = size > most_bytes // share
        with self._lock:
            kept = without_texts(deed) if forgotten else deed
            entry = Entry(self._next, kept, forgotten, min(size, most_bytes // share))
            self._next += 1
            self._entries[entry.number] = entry
            self._bytes += entry.size
            while len(self._entries) > most_entries or self._bytes > most_bytes:
                self._bytes -= self._entries.popitem(last=False)[1].size
                self.dropped += 1
        if not self._listeners.none:
            self._listeners.tell({"type": "request", **entry.summary})

    def count_without_session(self) -> None:
        if self.recording:
            self.without_session += 1

    def get(self, number: int) -> Entry | None:
        return self._entries.get(number)

    def backwards(self, before: int | None) -> Iterator[Entry]:
        """The entries before one, or all of them, the newest first."""
        with self._lock:
            entries = list(self._entries.values())
        return (entry for entry in reversed(entries) if before is None or entry.number < before)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._bytes = self.dropped = self.without_session = 0


def without_texts(deed: Deed) -> Deed:
    """The deed with its keys alone, as far as they are told in a summary."""
    changes = dict(list(deed.changes.items())[:most_keys])
    emptied = {key: (before and "", after and "") for key, (before, after) in changes.items()}
    return replace(deed, changes=emptied, after=bare(deed.after), read=())


def bare(state: State | None) -> State | None:
    if state is None:
        return None
    snapshot = copy(state.snapshot)
    snapshot.texts = {}
    return replace(state, snapshot=snapshot)


def size_of(deed: Deed) -> int:
    texts = dict(deed.after.snapshot.texts) if deed.after else {}
    size = entry_overhead + 2 * sum(key_overhead + len(key) + len(text) for key, text in texts.items())
    for key, (before, after) in deed.changes.items():
        size += key_overhead + 2 * (len(key) + len(before or "") + len(after or ""))
    return size


def summary_of(number: int, deed: Deed) -> dict[str, Any]:
    before, after, panel = deed.before, deed.after, deed.command is not None
    loads, saves = "load" in deed.store_calls, bool(set(deed.store_calls) - {"load", "delete"})
    told: dict[str, Any] = {"command": deed.command} if panel else {"request": deed.request}
    if deed.window is not None:
        told["window"] = deed.window
    return {
        "entry": number,
        "at": deed.at,
        "by": "panel" if panel else "request",
        "method": deed.method,
        "path": deed.path[:summary_path_length],
        **told,
        "status": deed.status,
        "handle": after.handle if after else None,
        "previousHandle": before.handle if before and (after is None or before.handle != after.handle) else None,
        "outcome": deed.outcome,
        "failure": deed.failure[0] if deed.failure else None,
        "revisionBefore": before.revision if before else None,
        "revision": after.revision if after else None,
        **counts_of(deed.changes),
        "cleared": deed.cleared,
        "expiryChanged": after is not None and after.snapshot.expiry != (before.snapshot.expiry if before else policy),
        "keys": [key[:summary_key_length] for key in deed.changes][:summary_keys],
        "setCookie": deed.set_cookie,
        "duration": None if panel else deed.duration,
        "loadTime": deed.load_time if loads and not panel else None,
        "commitTime": deed.commit_time if saves and not panel else None,
    }


def counts_of(changes: Changes) -> dict[str, int]:
    kinds = [kind_of(before, after) for before, after in changes.values()]
    return {kind: kinds.count(kind) for kind in ("added", "changed", "removed")}
