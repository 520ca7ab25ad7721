"""Watches what one request does with its session.

The store object stays Django's own: its class gets these methods before.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Iterator

from django.contrib.sessions.backends.base import UpdateError

from .copies import watched_class_of
from .found import Snapshot, own_keys


class Watch:
    """What was seen of one request's session."""

    def __init__(self) -> None:
        #: What was loaded, and under which key; `None`: nothing, or no session was there.
        self.loaded: Snapshot | None = None
        self.loaded_key: str | None = None
        self.read: dict[str, None] = {}
        self.calls: list[str] = []
        self.load_time = self.commit_time = 0.0
        self.saved = self.deleted = self.cleared = self.cycled = False
        #: Why it was not saved: a reason of the protocol, and the message.
        self.failure: tuple[str, str] | None = None
        self._depth = 0

    @contextmanager
    def asking(self, call: str) -> Iterator[bool]:
        """Times a call of the engine. Engines call their own methods within: those are not counted."""
        self._depth += 1
        outermost = self._depth == 1
        if outermost:
            self.calls.append(call)
        began = time.perf_counter()
        try:
            yield outermost
        except Exception as error:
            if outermost and call != "load":
                self.failure = (reason_of(error), str(error) or type(error).__name__)
            raise
        finally:
            self._depth -= 1
            if outermost:
                spent = (time.perf_counter() - began) * 1000
                self.load_time += spent if call == "load" else 0
                self.commit_time += 0 if call == "load" else spent

    def has_loaded(self, store: Any, data: Any) -> None:
        if store.session_key is not None and isinstance(data, dict):
            self.loaded, self.loaded_key = Snapshot(data), store.session_key

    def has_read(self, *keys: Any) -> None:
        self.read.update({str(key): None for key in keys if key not in own_keys})


def reason_of(error: Exception) -> str:
    if isinstance(error, UpdateError):
        return "interrupted"
    return "not-json" if isinstance(error, TypeError) else "store-failed"


class WatchedSession:
    """Before any SessionStore. The methods of Django's asynchronous interface are there from 5.1 on."""

    _sessionscope: Watch

    def load(self) -> Any:
        with self._sessionscope.asking("load"):
            data = super().load()  # type: ignore[misc]
        self._sessionscope.has_loaded(self, data)
        return data

    async def aload(self) -> Any:
        with self._sessionscope.asking("load"):
            data = await super().aload()  # type: ignore[misc]
        self._sessionscope.has_loaded(self, data)
        return data

    def save(self, must_create: bool = False) -> None:
        with self._sessionscope.asking(self._call_of(must_create)):
            super().save(must_create)  # type: ignore[misc]
        self._sessionscope.saved = True

    async def asave(self, must_create: bool = False) -> None:
        with self._sessionscope.asking(self._call_of(must_create)):
            await super().asave(must_create)  # type: ignore[misc]
        self._sessionscope.saved = True

    def _call_of(self, must_create: bool) -> str:
        return "create" if must_create or self.session_key is None else "commit"  # type: ignore[attr-defined]

    def delete(self, session_key: Any = None) -> None:
        with self._sessionscope.asking("delete"):
            super().delete(session_key)  # type: ignore[misc]

    async def adelete(self, session_key: Any = None) -> None:
        with self._sessionscope.asking("delete"):
            await super().adelete(session_key)  # type: ignore[misc]

    def flush(self) -> None:
        super().flush()  # type: ignore[misc]
        self._sessionscope.deleted, self._sessionscope.saved = True, False

    async def aflush(self) -> None:
        await super().aflush()  # type: ignore[misc]
        self._sessionscope.deleted, self._sessionscope.saved = True, False

    def clear(self) -> None:
        super().clear()  # type: ignore[misc]
        self._sessionscope.cleared = True

    def cycle_key(self) -> None:
        super().cycle_key()  # type: ignore[misc]
        self._sessionscope.cycled, self._sessionscope.saved = True, False

    async def acycle_key(self) -> None:
        await super().acycle_key()  # type: ignore[misc]
        self._sessionscope.cycled, self._sessionscope.saved = True, False

    def __getitem__(self, key: Any) -> Any:
        self._sessionscope.has_read(key)
        return super().__getitem__(key)  # type: ignore[misc]

    def get(self, key: Any, default: Any = None) -> Any:
        self._sessionscope.has_read(key)
        return super().get(key, default)  # type: ignore[misc]

    async def aget(self, key: Any, default: Any = None) -> Any:
        self._sessionscope.has_read(key)
        return await super().aget(key, default)  # type: ignore[misc]

    def items(self) -> Any:
        found = super().items()  # type: ignore[misc]
        self._sessionscope.has_read(*(key for key, _ in found))
        return found


@lru_cache(maxsize=None)
def watched_class(base: Any) -> Any:
    """The names stay, because Django signs a session under the name of its class."""
    return watched_class_of(WatchedSession, base)


def watch(store: Any) -> Watch:
    store._sessionscope = Watch()
    own: Any = type(store)
    store.__class__ = watched_class(own)
    return store._sessionscope
