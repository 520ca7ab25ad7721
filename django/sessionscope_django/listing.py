"""Lists the stored sessions of the engines that can: those in the database, and those in files."""

from __future__ import annotations

import json
import os
from datetime import datetime
from typing import Any, Iterator, NamedTuple

from django.utils import timezone

from .clock import moment_of, now
from .engine import Engine
from .found import Found

#: Rows that are read at once.
batch = 200


class Row(NamedTuple):
    found: Found
    #: Where the list goes on after this one.
    cursor: str


def listing_of(engine: Engine) -> DatabaseListing | FileListing | None:
    """`None`: the engine cannot list its sessions."""
    if hasattr(engine.store_class, "get_model_class"):
        return DatabaseListing(engine)
    return FileListing(engine) if hasattr(engine.store_class, "_get_storage_path") else None


class DatabaseListing:
    sorts = ("expires",)
    lists_expired = True

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._model = engine.store_class.get_model_class()

    def rows(self, after: str | None, sort: dict[str, Any] | None, expired: bool | None) -> Iterator[Row]:
        """All sessions from there on, in order of their keys, or of their deadlines."""
        while True:
            found = list(self._matching(after, sort, expired)[:batch])
            for session in found:
                after = json.dumps([session.session_key, session.expire_date.isoformat()])
                yield Row(self._found(session), after)
            if len(found) < batch:
                return

    def get(self, key: str) -> Found | None:
        """Also one whose time has come."""
        session = self._model.objects.filter(session_key=key).first()
        return None if session is None else self._found(session)

    def total(self, expired: bool | None) -> dict[str, Any]:
        return {"count": self._narrowed(expired).count(), "exact": True}

    def clear_expired(self, limit: int) -> dict[str, Any]:
        keys = list(self._narrowed(True).values_list("pk", flat=True)[:limit])
        self._model.objects.filter(pk__in=keys).delete()
        return {"removed": len(keys), "done": len(keys) < limit}

    def _narrowed(self, expired: bool | None) -> Any:
        rows = self._model.objects.all()
        if expired is None:
            return rows
        moment = timezone.now()
        return rows.filter(expire_date__lte=moment) if expired else rows.filter(expire_date__gt=moment)

    def _matching(self, after: str | None, sort: dict[str, Any] | None, expired: bool | None) -> Any:
        from django.db.models import Q

        rows = self._narrowed(expired)
        key, date = json.loads(after) if after else (None, None)
        if sort is None:
            return (rows.filter(session_key__gt=key) if key else rows).order_by("session_key")
        sign, way = ("-", "lt") if sort["descending"] else ("", "gt")
        if key:
            moment = datetime.fromisoformat(date)
            later = Q(**{f"expire_date__{way}": moment})
            rows = rows.filter(later | Q(expire_date=moment, session_key__gt=key))
        return rows.order_by(f"{sign}expire_date", "session_key")

    def _found(self, session: Any) -> Found:
        store = self._engine.store_class(session.session_key)
        store._session_cache = store.decode(session.session_data)
        return Found(store, self._engine.handles.of(session.session_key), moment_of(session.expire_date), None)


class FileListing:
    sorts: tuple[str, ...] = ()
    lists_expired = False

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def rows(self, after: str | None, sort: dict[str, Any] | None, expired: bool | None) -> Iterator[Row]:
        for key in self._keys():
            if after is None or key > after:
                found = self._engine.find(key)
                if found is not None:
                    yield Row(found, key)

    def get(self, key: str) -> Found | None:
        return None

    def total(self, expired: bool | None) -> dict[str, Any]:
        return {"count": len(self._keys()), "exact": False}

    def clear_expired(self, limit: int) -> dict[str, Any]:
        before = self._keys()
        self._engine.store_class.clear_expired()
        return {"removed": len(set(before) - set(self._keys())), "done": True}

    def _keys(self) -> list[str]:
        store = self._engine.store_class()
        prefix = store.file_prefix
        names = os.listdir(store.storage_path)
        return sorted(name[len(prefix) :] for name in names if name.startswith(prefix) and "." not in name)


def is_dead(found: Found) -> bool:
    expires_at = found.snapshot.expires_at
    return expires_at is not None and expires_at <= now()
