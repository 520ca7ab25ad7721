"""What a request of the app did to its session, from what was seen of it: noted at its end, and told when somebody asks."""

from __future__ import annotations

import time
from http.cookies import Morsel
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .clock import now
from .context import Parts
from .cookie_lines import masked_line
from .deed import Changes, Deed, State, changes_between
from .found import Snapshot
from .frozen import Frozen, freeze, size_of, thaw, thaw_saved
from .protocol import summary_path_length
from .watched_session import Watch


class Visit:
    """One request of the app, from its beginning to its response."""

    __slots__ = ("identity", "sent", "began")

    def __init__(self, identity: str, sent: str | None) -> None:
        self.identity = identity
        #: The value of the session's cookie, as it came.
        self.sent = sent
        self.began = time.perf_counter()


class Note:
    """What is left of a request when it is over. It holds neither the request nor its session."""

    __slots__ = ("at", "duration", "visit", "watch", "method", "path", "status", "morsel", "key", "left", "dirty", "size")

    def __init__(self, visit: Visit, watch: Watch, request: HttpRequest, response: HttpResponse) -> None:
        store: Any = request.session  # type: ignore[attr-defined]
        self.at, self.duration = now(), (time.perf_counter() - visit.began) * 1000
        self.visit, self.watch = visit, watch
        self.method, self.path, self.status = request.method or "", request.path, response.status_code
        #: The session's cookie in the response.
        self.morsel: Morsel[str] | None = response.cookies.get(settings.SESSION_COOKIE_NAME)
        self.key: str | None = store.session_key
        #: What was saved, if anything was.
        self.left: Frozen | None = freeze(store._session_cache, store) if watch.saved else None
        #: It has changed what nobody has saved.
        self.dirty = not watch.saved and store.modified and not store.is_empty()
        self.size = size_of(watch.loaded) + size_of(self.left)


def note_of(visit: Visit, watch: Watch, request: HttpRequest, response: HttpResponse) -> Note | None:
    """`None`: nobody looked at the session, and nobody wrote it."""
    looked = watch.calls or request.session.accessed  # type: ignore[attr-defined]
    return Note(visit, watch, request, response) if looked else None


def deed_of(parts: Parts, note: Note) -> Deed:
    watch = note.watch
    before = state_before(parts, note)
    outcome, after = outcome_of(parts, note, before)
    told = masked_line(note.morsel)
    changes: Changes = {}
    if after is not None and outcome in ("created", "stored", "rotated"):
        changes = changes_between(before.snapshot if before and outcome != "created" else None, after.snapshot)
    elif outcome == "flushed" and before is not None:
        changes = {key: (text, None) for key, text in before.snapshot.texts.items()}
    return Deed(
        note.at,
        outcome,
        before,
        after,
        request=note.visit.identity,
        method=note.method,
        path=note.path[:summary_path_length],
        status=note.status,
        failure=watch.failure,
        read=watch.keys_read,
        cleared=watch.cleared and outcome == "stored",
        set_cookie=told[0] if told else None,
        cookie_line=told[1] if told else None,
        store_calls=tuple("rotate" if call == "create" and watch.cycled else call for call in watch.calls),
        load_time=watch.load_time,
        commit_time=watch.commit_time,
        duration=note.duration,
        changes=changes,
    )


def state_before(parts: Parts, note: Note) -> State | None:
    watch, sent = note.watch, note.visit.sent
    if watch.loaded is not None and watch.loaded_key is not None:
        handle = parts.engine.handles.of(watch.loaded_key)
        return State(handle, parts.revisions.last(handle, note.at), thaw(watch.loaded))
    if watch.deleted and sent is not None:
        # It was flushed without a look.
        handle = parts.engine.handles.of(sent)
        return State(handle, parts.revisions.last(handle, note.at), Snapshot({}))
    return None


def outcome_of(parts: Parts, note: Note, before: State | None) -> tuple[str, State | None]:
    watch, at = note.watch, note.at
    if watch.failure is not None:
        gone = watch.failure[0] == "interrupted"
        return ("gone", None) if gone else ("failed", before)
    if note.left is None or note.key is None:
        if watch.deleted:
            return "flushed" if before else "read", None
        return ("not-saved" if note.dirty else "read"), before
    snapshot = thaw_saved(note.left, parts.engine.store_class, at)
    if parts.engine.in_cookie:
        keep_handle(parts, note.key, watch)
    handle = parts.engine.handles.of(note.key)
    if before is None or watch.deleted:
        return "created", State(handle, parts.revisions.changed(handle, snapshot, at=at), snapshot)
    if handle != before.handle:
        outcome = "rotated" if watch.cycled else "created"
        return outcome, State(handle, parts.revisions.changed(handle, snapshot, before.handle, at), snapshot)
    if is_same(before.snapshot, snapshot):
        return "touched", State(handle, parts.revisions.of(handle, snapshot, at=at), snapshot)
    return "stored", State(handle, parts.revisions.changed(handle, snapshot, at=at), snapshot)


def keep_handle(parts: Parts, key: str, watch: Watch) -> None:
    """A session that lives in its cookie has another key with each change."""
    if watch.loaded_key is not None and not watch.deleted:
        parts.engine.handles.renamed(watch.loaded_key, key)
    else:
        parts.engine.handles.begun(key)


def is_same(one: Snapshot, other: Snapshot) -> bool:
    return one.texts == other.texts and one.expiry == other.expiry and one.user == other.user
