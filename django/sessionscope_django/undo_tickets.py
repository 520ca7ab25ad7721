"""Tickets for an undo.

What a command ends or empties is kept for ten minutes, under a key that only the ticket holds.
"""

from __future__ import annotations

import pickle
import re
import secrets
import threading
from collections import OrderedDict
from contextlib import contextmanager
from typing import Any, Iterator, NamedTuple

from .clock import now
from .refusal import Refusal
from .sealing import Broken, seal, unseal

#: Milliseconds that a ticket is good for, the most tickets, and all their bytes.
lifetime, most_tickets, most_bytes = 600_000, 100, 16 * 1024 * 1024
well_formed = re.compile(r"([0-9a-f]{32})([0-9a-f]{64})")


class Kept(NamedTuple):
    #: "browser": the asking browser's session; "store": sessions that were deleted in the store.
    of: str
    until: int
    sealed: bytes


class UndoTickets:
    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._taken: set[str] = set()
        self._lock = threading.Lock()

    def keep(self, of: str, sessions: list[dict[Any, Any]]) -> dict[str, Any] | None:
        """A ticket for the data of these sessions; `None`: there is no room, or nothing to keep."""
        key, name = secrets.token_bytes(32), secrets.token_hex(16)
        sealed = seal(key, pickle.dumps(sessions), name)
        if not sessions or len(sealed) > most_bytes:
            return None
        kept = Kept(of, now() + lifetime, sealed)
        with self._lock:
            self._kept[name] = kept
            for other in [other for other, one in self._kept.items() if one.until <= now()]:
                del self._kept[other]
            while len(self._kept) > most_tickets or sum(len(one.sealed) for one in self._kept.values()) > most_bytes:
                self._kept.popitem(last=False)
        return {"ticket": name + key.hex(), "until": kept.until}

    @contextmanager
    def redeem(self, ticket: str) -> Iterator[tuple[str, list[dict[Any, Any]]]]:
        """What a ticket holds. Afterwards it is used up; if the work with it fails, it stays."""
        parts = well_formed.fullmatch(ticket)
        name = parts[1] if parts else ""
        with self._lock:
            kept = self._kept.get(name)
            if parts is None or kept is None or name in self._taken or kept.until <= now():
                raise ticket_gone()
            try:
                data = unseal(bytes.fromhex(parts[2]), kept.sealed, name)
            except Broken:
                raise ticket_gone() from None
            self._taken.add(name)
        try:
            # This process has pickled it, and nobody else could have sealed it.
            yield kept.of, pickle.loads(data)
            with self._lock:
                self._kept.pop(name, None)
        finally:
            with self._lock:
                self._taken.discard(name)


def ticket_gone() -> Refusal:
    message = "The server has nothing for this ticket: it was used, is too old, or was made by another process."
    return Refusal("ticket-gone", message)
