"""Sees the session of a request at the moment when Django's session middleware gives it one, before anybody uses it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from .copies import watched_class_of
from .watched_session import Watch, watch


class WatchedRequest:
    @property
    def session(self) -> Any:
        try:
            return self.__dict__["session"]
        except KeyError:
            raise AttributeError("session") from None

    @session.setter
    def session(self, store: Any) -> None:
        self.__dict__["session"] = store
        if isinstance(store, SessionBase):
            self.__dict__["_sessionscope"] = watch(store)

    @session.deleter
    def session(self) -> None:
        self.__dict__.pop("session", None)


@lru_cache(maxsize=None)
def watched_class(base: Any) -> Any:
    return watched_class_of(WatchedRequest, base)


def watch_request(request: HttpRequest) -> None:
    own: Any = type(request)
    request.__class__ = watched_class(own)


def is_watched(request: HttpRequest) -> bool:
    return isinstance(request, WatchedRequest)


def watch_of(request: HttpRequest) -> Watch | None:
    """`None`: the request has no session."""
    return request.__dict__.get("_sessionscope")
