"""When a session ends, as Django keeps it in the session itself, and as the protocol has it."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any, Mapping

import django

from .clock import date_of, moment_of
from .refusal import Refusal

#: The key of the session's own expiry in Django's dictionary.
expiry_key = "_session_expiry"
#: Django 3.2 cannot store a moment with its JSON serializer.
keeps_moments = django.VERSION >= (4, 1)
kinds = ["policy", "browser-close", "seconds", *(["moment"] if keeps_moments else [])]
policy = {"kind": "policy"}
#: The last moment that a cookie's date can name.
latest_moment = 253_402_300_799_999


def expiry_of(data: Mapping[str, Any]) -> dict[str, Any]:
    value = data.get(expiry_key)
    if value is None:
        return policy
    if isinstance(value, (str, datetime)):
        return {"kind": "moment", "at": moment_of(datetime.fromisoformat(value) if isinstance(value, str) else value)}
    return {"kind": "browser-close"} if value == 0 else {"kind": "seconds", "seconds": value}


def deadline_of(store: Any, at: int | None = None) -> int:
    """When a session ends that is saved now, or was at a moment."""
    saved = {} if at is None else {"modification": date_of(at)}
    return moment_of(store.get_expiry_date(expiry=store._session_cache.get(expiry_key), **saved))


def put_expiry(store: Any, expiry: Mapping[str, Any]) -> None:
    """As the app would with `set_expiry`.

    Raises Refusal for one that a cookie cannot name, or this Django cannot keep.
    """
    kind = expiry["kind"]
    demand_tellable(expiry)
    if kind == "policy":
        store.set_expiry(None)
    elif kind == "moment":
        store.set_expiry(date_of(round(expiry["at"])))
    else:
        store.set_expiry(0 if kind == "browser-close" else expiry["seconds"])


def demand_tellable(expiry: Mapping[str, Any]) -> None:
    kind = expiry["kind"]
    if kind not in kinds:
        raise Refusal("unsupported", f"Django {django.get_version()} cannot keep a moment. Set seconds.")
    at = time.time() * 1000 + abs(expiry["seconds"]) * 1000 if kind == "seconds" else expiry.get("at", 0)
    if not -latest_moment < at <= latest_moment:
        raise Refusal("invalid-params", "expiry: no cookie can name a moment past the year 9999.")
