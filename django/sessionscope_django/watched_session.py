"""Watches what one request does with its session.

The store object stays Django's own: its class gets these methods before.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

from django.contrib.sessions.backends.base import UpdateError

from .copies import watched_class_of
from .found import own_keys
from .frozen import Frozen, freeze


class Watch:
    """What was seen of one request's session."""

    __slots__ = (
        "loaded",
        "loaded_key",
        "read",
        "calls",
        "load_time",
        "commit_time",
        "saved",
        "deleted",
        "cleared",
        "cycled",
        "failure",
        "depth",
    )

    def __init__(self) -> None:
        #: What was loaded, and under which key; `None`: nothing, or no session was there.
        self.loaded: Frozen | None = None
        self.loaded_key: str | None = None
        self.read: dict[Any, None] = {}
        self.calls: list[str] = []
        self.load_time = self.commit_time = 0.0
        self.saved = self.deleted = self.cleared = self.cycled = False
        #: Why it was not saved: a reason of the protocol, and the message.
        self.failure: tuple[str, str] | None = None
        #: Calls of the engine that are under way, one within the other.
        self.depth = 0

    def has_loaded(self, store: Any, data: Any) -> None:
        if store.session_key is not None and isinstance(data, dict):
            self.loaded, self.loaded_key = freeze(data), store.session_key

    @property
    def keys_read(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(str(key) for key in self.read if key not in own_keys))


def reason_of(error: Exception) -> str:
    if isinstance(error, UpdateError):
        return "interrupted"
    return "not-json" if isinstance(error, TypeError) else "store-failed"


class Asking:
    """Times a call of the engine. Engines call their own methods within: those are not counted."""

    __slots__ = ("_watch", "_call", "_began")

    def __init__(self, watch: Watch, call: str) -> None:
        self._watch, self._call = watch, call

    def __enter__(self) -> None:
        watch = self._watch
        watch.depth += 1
        if watch.depth == 1:
            watch.calls.append(self._call)
        self._began = time.perf_counter()

    def __exit__(self, _: Any, error: BaseException | None, __: Any) -> None:
        watch = self._watch
        watch.depth -= 1
        if watch.depth > 0:
            return
        spent = (time.perf_counter() - self._began) * 1000
        if self._call == "load":
            watch.load_time += spent
            return
        watch.commit_time += spent
        if isinstance(error, Exception):
            watch.failure = (reason_of(error), str(error) or type(error).__name__)


class WatchedSession:
    """Before any SessionStore. The methods of Django's asynchronous interface are there from 5.1 on."""

    _sessionscope: Watch

    def load(self) -> Any:
        with Asking(self._sessionscope, "load"):
            data = super().load()  # type: ignore[misc]
        self._sessionscope.has_loaded(self, data)
        return data

    async def aload(self) -> Any:
        with Asking(self._sessionscope, "load"):
            data = await super().aload()  # type: ignore[misc]
        self._sessionscope.has_loaded(self, data)
        return data

    def save(self, must_create: bool = False) -> None:
        with Asking(self._sessionscope, self._call_of(must_create)):
            super().save(must_create)  # type: ignore[misc]
        self._sessionscope.saved = True

    async def asave(self, must_create: bool = False) -> None:
        with Asking(self._sessionscope, self._call_of(must_create)):
            await super().asave(must_create)  # type: ignore[misc]
        self._sessionscope.saved = True

    def _call_of(self, must_create: bool) -> str:
        return "create" if must_create or self.session_key is None else "commit"  # type: ignore[attr-defined]

    def delete(self, session_key: Any = None) -> None:
        with Asking(self._sessionscope, "delete"):
            super().delete(session_key)  # type: ignore[misc]

    async def adelete(self, session_key: Any = None) -> None:
        with Asking(self._sessionscope, "delete"):
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
        self._sessionscope.read[key] = None
        return super().__getitem__(key)  # type: ignore[misc]

    def get(self, key: Any, default: Any = None) -> Any:
        self._sessionscope.read[key] = None
        return super().get(key, default)  # type: ignore[misc]

    async def aget(self, key: Any, default: Any = None) -> Any:
        self._sessionscope.read[key] = None
        return await super().aget(key, default)  # type: ignore[misc]

    def items(self) -> Any:
        found = super().items()  # type: ignore[misc]
        self._sessionscope.read.update(dict.fromkeys(key for key, _ in found))
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
