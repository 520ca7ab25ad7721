"""Django's session engine, whichever is configured.

Finds, makes, saves and ends sessions with Django's own store objects.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import django
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.signed_cookies import SessionStore as SignedCookies
from django.core.exceptions import SuspiciousOperation

from .clock import moment_of, now
from .expiry import expiry_of
from .found import Found
from .handles import Handles
from .refusal import Refusal

#: Bytes of a cookie, name and attributes included, that every browser keeps.
cookie_limit = 4096


class Engine:
    def __init__(self) -> None:
        self.store_class: Any = import_module(settings.SESSION_ENGINE).SessionStore
        #: The sessions live in their cookies, and each change makes another cookie.
        self.in_cookie = issubclass(self.store_class, SignedCookies)
        self.name = settings.SESSION_ENGINE.rpartition(".")[2]
        self.title = f"Django {django.get_version()} ({self.name})"
        self.handles = Handles()

    def find(self, cookie: str | None) -> Found | None:
        """The live session of a cookie, read without any effect. `None`: there is none."""
        if cookie is None:
            return None
        store = self.store_class(cookie)
        data = load_only(store)
        if store.session_key != cookie or not isinstance(data, dict):
            return None
        store._session_cache = data
        found = self.found(store)
        expires_at = found.snapshot.expires_at
        return None if expires_at is not None and expires_at <= now() else found

    def found(self, store: Any) -> Found:
        """What is known of a store object whose data is there."""
        modified_at = self._modified_at(store)
        expires_at = self._expires_at(store, modified_at)
        return Found(store, self.handles.of(store.session_key), expires_at, modified_at)

    def new(self, data: dict[str, Any]) -> Any:
        """A store object with this data, which nobody has saved."""
        store = self.store_class()
        store._session_cache = data
        return store

    def create(self, store: Any) -> None:
        """Saves it under a new key."""
        data = store._session_cache
        store.create()
        store._session_cache = data
        self.save(store)

    def save(self, store: Any) -> None:
        """Saves a session that is there. Raises Refusal where it went meanwhile, or is more than a cookie carries."""
        before = store.session_key
        try:
            store.save()
        except UpdateError:
            raise Refusal("gone", "The session went while it was being changed.") from None
        if self.in_cookie:
            self._demand_room(store)
            if before:
                self.handles.renamed(before, store.session_key)
            else:
                self.handles.begun(store.session_key)

    def cycle(self, store: Any) -> None:
        """Moves a session to a new key, which its cookie has anyway with each change."""
        if not self.in_cookie:
            store.cycle_key()

    def end(self, store: Any) -> None:
        store.delete(store.session_key)

    def _demand_room(self, store: Any) -> None:
        size = len(settings.SESSION_COOKIE_NAME) + len(store.session_key) + 1
        if size > cookie_limit:
            message = f"The cookie would have {size} bytes, and browsers keep {cookie_limit}. Shorten it."
            raise Refusal("too-large", message)

    def _modified_at(self, store: Any) -> int | None:
        if self.in_cookie:
            return b62_decode(store.session_key.rsplit(":", 2)[1]) * 1000
        if hasattr(store, "_last_modification"):
            return moment_of(store._last_modification())
        return None

    def _expires_at(self, store: Any, modified_at: int | None) -> int | None:
        if hasattr(store, "model"):
            dates = store.model.objects.filter(session_key=store.session_key).values_list("expire_date", flat=True)
            return next((moment_of(date) for date in dates), None)
        expiry = expiry_of(store._session_cache)
        if expiry["kind"] == "moment":
            return expiry["at"]
        age = expiry["seconds"] if expiry["kind"] == "seconds" else store.get_session_cookie_age()
        return None if modified_at is None else int(modified_at + age * 1000)


def load_only(store: Any) -> Any:
    """The data of a store object. Engines make, and remove, sessions while they load: not when somebody only looks."""
    missing: list[bool] = []
    store.create = store.delete = lambda *_, **__: missing.append(True)
    try:
        data = store.load()
    except SuspiciousOperation:
        return None
    finally:
        del store.create, store.delete
    return None if missing else data


def b62_decode(digits: str) -> int:
    """As Django's signer reads its moments."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    value = 0
    for digit in digits:
        value = value * 62 + alphabet.index(digit)
    return value
