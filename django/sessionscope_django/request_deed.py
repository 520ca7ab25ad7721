"""What a request of the app did to its session, from what was seen of it."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, HttpResponse

from .clock import now
from .context import Parts
from .cookie_lines import masked_line
from .deed import Changes, Deed, State, changes_between
from .expiry import deadline_of
from .found import Snapshot
from .protocol import summary_path_length
from .watched_session import Watch


class Visit:
    """One request of the app, from its beginning to its response."""

    def __init__(self, identity: str, sent: str | None) -> None:
        self.identity = identity
        #: The value of the session's cookie, as it came.
        self.sent = sent
        self.began = time.perf_counter()


def deed_of(parts: Parts, visit: Visit, request: HttpRequest, response: HttpResponse, watch: Watch) -> Deed | None:
    """`None`: nobody looked at the session, and nobody wrote it."""
    store: Any = request.session  # type: ignore[attr-defined]
    if not store.accessed and not watch.calls:
        return None
    before = state_before(parts, visit, watch)
    outcome, after = outcome_of(parts, store, watch, before)
    told = masked_line(response)
    changes: Changes = {}
    if after is not None and outcome in ("created", "stored", "rotated"):
        changes = changes_between(before.snapshot if before and outcome != "created" else None, after.snapshot)
    elif outcome == "flushed" and before is not None:
        changes = {key: (text, None) for key, text in before.snapshot.texts.items()}
    return Deed(
        now(),
        outcome,
        before,
        after,
        request=visit.identity,
        method=request.method or "",
        path=request.path[:summary_path_length],
        status=response.status_code,
        failure=watch.failure,
        read=tuple(watch.read),
        cleared=watch.cleared and outcome == "stored",
        set_cookie=told[0] if told else None,
        cookie_line=told[1] if told else None,
        store_calls=tuple("rotate" if call == "create" and watch.cycled else call for call in watch.calls),
        load_time=watch.load_time,
        commit_time=watch.commit_time,
        duration=(time.perf_counter() - visit.began) * 1000,
        changes=changes,
    )


def state_before(parts: Parts, visit: Visit, watch: Watch) -> State | None:
    if watch.loaded is not None and watch.loaded_key is not None:
        handle = parts.engine.handles.of(watch.loaded_key)
        return State(handle, parts.revisions.last(handle), watch.loaded)
    if watch.deleted and visit.sent is not None:
        # It was flushed without a look.
        handle = parts.engine.handles.of(visit.sent)
        return State(handle, parts.revisions.last(handle), Snapshot({}))
    return None


def outcome_of(parts: Parts, store: Any, watch: Watch, before: State | None) -> tuple[str, State | None]:
    if watch.failure is not None:
        gone = watch.failure[0] == "interrupted"
        return ("gone", None) if gone else ("failed", before)
    if not watch.saved:
        if watch.deleted:
            return "flushed" if before else "read", None
        return ("not-saved" if store.modified and not store.is_empty() else "read"), before
    snapshot = Snapshot(store._session_cache, deadline_of(store))
    if parts.engine.in_cookie:
        keep_handle(parts, store, watch)
    handle = parts.engine.handles.of(store.session_key)
    if before is None or watch.deleted:
        return "created", State(handle, parts.revisions.changed(handle, snapshot), snapshot)
    if handle != before.handle:
        outcome = "rotated" if watch.cycled else "created"
        return outcome, State(handle, parts.revisions.changed(handle, snapshot, before.handle), snapshot)
    if is_same(before.snapshot, snapshot):
        return "touched", State(handle, parts.revisions.of(handle, snapshot), snapshot)
    return "stored", State(handle, parts.revisions.changed(handle, snapshot), snapshot)


def keep_handle(parts: Parts, store: Any, watch: Watch) -> None:
    """A session that lives in its cookie has another key with each change."""
    if watch.loaded_key is not None and not watch.deleted:
        parts.engine.handles.renamed(watch.loaded_key, store.session_key)
    else:
        parts.engine.handles.begun(store.session_key)


def is_same(one: Snapshot, other: Snapshot) -> bool:
    return one.texts == other.texts and one.expiry == other.expiry and one.user == other.user
