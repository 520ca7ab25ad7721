"""A session that was found: Django's own store object with its data, and what the protocol says of it."""

from __future__ import annotations

from typing import Any

from .expiry import expiry_key, expiry_of
from .texts import is_json, text_of

#: The key under which Django keeps the id of the user who is signed in. It is the session's user, and no entry.
user_key = "_auth_user_id"
#: Keys that are no entries.
own_keys = (expiry_key, user_key)


class Snapshot:
    """What a session holds at one moment: the texts of its entries, its user, its expiry, its deadline."""

    def __init__(self, data: dict[Any, Any], expires_at: int | None = None) -> None:
        self.texts = {str(key): text_of(value) for key, value in data.items() if key not in own_keys}
        user = data.get(user_key)
        self.user = None if user is None else str(user)
        self.expiry = expiry_of(data)
        self.expires_at = expires_at


class Found:
    """`store`: a SessionStore of Django's engine whose data is loaded."""

    def __init__(self, store: Any, handle: str, expires_at: int | None, modified_at: int | None) -> None:
        self.store = store
        self.handle = handle
        self.modified_at = modified_at
        self.snapshot = Snapshot(self.data, expires_at)
        #: Keys whose value is no JSON: they can be shown and not written.
        self.read_only = {str(key) for key, value in self.data.items() if not isinstance(key, str) or not is_json(value)}

    @property
    def data(self) -> dict[Any, Any]:
        return self.store._session_cache

    @property
    def key(self) -> str:
        return self.store.session_key
