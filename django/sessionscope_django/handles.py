"""Handles name sessions to people and in events; they lead to neither key nor data.

Over a restart they stay the same.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict

from django.conf import settings
from django.utils.encoding import force_bytes

#: Cookies whose session's first handle is remembered, where every change makes another cookie.
remembered = 10_000


def key_for(purpose: str) -> bytes:
    """256 bits for one purpose, from the project's SECRET_KEY."""
    return hmac.new(force_bytes(settings.SECRET_KEY), f"sessionscope {purpose}".encode(), hashlib.sha256).digest()


class Handles:
    def __init__(self) -> None:
        self._key = key_for("handles")
        self._known: OrderedDict[bytes, str] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: str) -> str:
        digest = self._digest(key)
        return self._known.get(digest) or base64.urlsafe_b64encode(digest).decode()[:16]

    def begun(self, key: str) -> None:
        """A new session that lives in its cookie: an older one with the same data may have had the same cookie."""
        self._remember(key, secrets.token_urlsafe(12))

    def renamed(self, before: str, after: str) -> None:
        """The session has another key, because it lives in its cookie, and keeps its handle."""
        if before != after:
            self._remember(after, self.of(before))

    def _remember(self, key: str, handle: str) -> None:
        with self._lock:
            self._known[self._digest(key)] = handle
            while len(self._known) > remembered:
                self._known.popitem(last=False)

    def _digest(self, key: str) -> bytes:
        return hmac.digest(self._key, key.encode("utf-8", "surrogatepass"), "sha256")
