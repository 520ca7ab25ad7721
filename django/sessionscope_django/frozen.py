"""What a session held at one moment, kept as it was. It costs a request little: texts are made when a panel asks."""

from __future__ import annotations

import marshal
from typing import Any, Union

from .expiry import deadline_of
from .found import Snapshot

#: Bytes of plain values, or the snapshot of what holds other objects.
Frozen = Union[bytes, Snapshot]


def freeze(data: dict[Any, Any], store: Any = None) -> Frozen:
    """`store`: the session was saved now, so that its deadline counts from now."""
    try:
        # Plain values alone, and not those of a subclass: no code of the app's runs, here or when they are read again.
        return marshal.dumps(data, 2)
    except ValueError:
        return Snapshot(data, None if store is None else deadline_of(store))


def thaw(frozen: Frozen) -> Snapshot:
    return frozen if isinstance(frozen, Snapshot) else Snapshot(marshal.loads(frozen))


def thaw_saved(frozen: Frozen, store_class: Any, at: int) -> Snapshot:
    """`at`: when it was saved."""
    if isinstance(frozen, Snapshot):
        return frozen
    store = store_class()
    store._session_cache = marshal.loads(frozen)
    return Snapshot(store._session_cache, deadline_of(store, at))


def size_of(frozen: Frozen | None) -> int:
    if frozen is None:
        return 0
    return len(frozen) if isinstance(frozen, bytes) else sum(map(len, frozen.texts.values()))
