"""What a panel is shown of a session: long values are cut, hidden ones are masked."""

from __future__ import annotations

from typing import Any

from .clock import now
from .context import Context
from .found import Found
from .protocol import list_limit, value_cap
from .refusal import Refusal
from .texts import byte_size


def reading_of(found: Found | None, cookie: str | None, context: Context) -> dict[str, Any]:
    """The reading of the session that the cookie leads to (`None`: to none)."""
    if found is None:
        return {"state": "none" if cookie is None else "gone", "now": now()}
    return {"state": "live", "now": now(), "session": session_state(found, context)}


def session_state(found: Found, context: Context) -> dict[str, Any]:
    snapshot, record = found.snapshot, context.parts.journal.record
    if len(snapshot.texts) > list_limit:
        raise Refusal("too-large", f"The session has {len(snapshot.texts)} keys, and an answer at most {list_limit}.")
    entries = [entry_of(found, key, context, value_cap) for key in snapshot.texts]
    revision = context.revision_of(found)
    state = {
        "handle": found.handle,
        "revision": revision,
        "createdAt": None,
        "modifiedAt": found.modified_at,
        "expiresAt": snapshot.expires_at,
        "expiry": snapshot.expiry,
        "user": snapshot.user,
        "size": sum(byte_size(entry["key"]) + entry["size"] for entry in entries),
        "entries": entries,
        "lastChange": record.last_change(found.handle, revision),
    }
    if context.since is not None:
        state["commits"] = record.commits(found.handle, context.since, revision)
    return state


def entry_of(found: Found, key: str, context: Context, cap: int | None = None) -> dict[str, Any]:
    """One entry, with its text cut after `cap` UTF-16 units. Raises Refusal where the session has no such key."""
    text = found.snapshot.texts.get(key)
    if text is None:
        raise Refusal("bad-request", f"The session has no key {key!r}.")
    entry: dict[str, Any] = {"key": key, **context.parts.redaction.side(key, text, cap)}
    if key in found.read_only:
        entry["readOnly"] = True
    entry["changed"] = context.parts.journal.record.last_change_of(found.handle, key)
    return entry
