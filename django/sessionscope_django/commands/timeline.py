"""timeline.*: pages through what requests and panels did to sessions. What is hidden elsewhere is hidden here."""

from __future__ import annotations

from typing import Any, Mapping

from ..clock import now
from ..context import Context
from ..deed import State
from ..expiry import policy
from ..refusal import Refusal
from ..texts import byte_size
from ..timeline import Entry, most_bytes, most_entries

Params = Mapping[str, Any]

#: Characters, each of which is one or two of the 4,096 UTF-16 units that the protocol allows.
FAILURE_MESSAGE_LIMIT = 2048


def list_entries(context: Context, params: Params) -> dict[str, Any]:
    timeline, handle, limit = context.parts.journal.timeline, params.get("handle"), params["limit"]
    summaries = (entry.summary for entry in timeline.backwards(params.get("before")))
    found: list[dict[str, Any]] = []
    for summary in summaries:
        if handle is None or handle in (summary["handle"], summary["previousHandle"]):
            found.append(summary)
            if len(found) > limit:
                break
    return {
        "entries": found[:limit][::-1],
        "more": len(found) > limit,
        "recording": timeline.recording,
        "withoutSession": timeline.without_session,
        "dropped": timeline.dropped,
        "limits": {"entries": most_entries, "bytes": most_bytes},
        "now": now(),
    }


def entry(context: Context, params: Params) -> dict[str, Any]:
    found = demand_entry(context, params)
    deed = found.deed
    changes = [
        {"key": key, "before": side(context, found, key, before), "after": side(context, found, key, after)}
        for key, (before, after) in deed.changes.items()
    ]
    return {
        "summary": found.summary,
        "read": list(deed.read),
        "changes": changes,
        "expiryBefore": ending_of(deed.before),
        "expiryAfter": ending_of(deed.after),
        "cookieLine": deed.cookie_line,
        "storeCalls": list(deed.store_calls),
        "message": deed.failure[1][:FAILURE_MESSAGE_LIMIT] if deed.failure else None,
    }


def value(context: Context, params: Params) -> dict[str, Any]:
    found, key = demand_entry(context, params), params["key"]
    if params["side"] == "state":
        text = found.deed.after.snapshot.texts.get(key) if found.deed.after else None
    else:
        text = found.deed.changes.get(key, (None, None))[params["side"] == "after"]
    if text is None:
        raise Refusal("bad-request", f"There is no such value of {key!r}.")
    if found.forgotten:
        raise Refusal("not-recorded", "This value was too long to be kept.")
    return {"text": context.parts.redaction.side(key, text, None)["text"]}


def state(context: Context, params: Params) -> dict[str, Any]:
    found = demand_entry(context, params)
    after = found.deed.after if found.deed.outcome != "gone" else None
    texts = after.snapshot.texts if after else {}
    side_of = context.parts.redaction.side
    entries: list[dict[str, Any]] = [{"key": key, **side_of(key, text)} for key, text in texts.items()]
    return {
        "handle": after.handle if after else None,
        "revision": after.revision if after else None,
        "expiry": after.snapshot.expiry if after else policy,
        "user": after.snapshot.user if after else None,
        "size": sum(byte_size(one["key"]) + one["size"] for one in entries),
        "entries": entries,
        "exact": not found.forgotten,
    }


def pause(context: Context, params: Params) -> dict[str, Any]:
    timeline = context.parts.journal.timeline
    timeline.recording = not params["paused"]
    return {"recording": timeline.recording}


def clear(context: Context, params: Params) -> dict[str, Any]:
    context.parts.journal.timeline.clear()
    return {}


def demand_entry(context: Context, params: Params) -> Entry:
    found = context.parts.journal.timeline.get(params["entry"])
    if found is None:
        message = f"The timeline has no entry {params['entry']}: it may have been forgotten to make room."
        raise Refusal("not-recorded", message)
    return found


def side(context: Context, found: Entry, key: str, text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    if not found.forgotten:
        return context.parts.redaction.side(key, text)
    redacted = context.parts.redaction.hides_name(key)
    return {"text": "", "size": 0, "truncated": True, "redacted": redacted}


def ending_of(of: State | None) -> dict[str, Any] | None:
    return None if of is None else {"expiry": of.snapshot.expiry, "expiresAt": of.snapshot.expires_at}


timeline_commands = {
    "timeline.list": list_entries,
    "timeline.entry": entry,
    "timeline.value": value,
    "timeline.state": state,
    "timeline.pause": pause,
    "timeline.clear": clear,
}
