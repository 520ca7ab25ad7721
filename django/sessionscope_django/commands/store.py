"""store.*: lists, reads and changes any session of the store. A session is named by its ref: its key, encrypted."""

from __future__ import annotations

import json
import time
from copy import deepcopy
from dataclasses import replace
from typing import Any, Mapping

from ..clock import now
from ..context import Context
from ..found import Found
from ..handles import key_for
from ..listing import is_dead, listing_of
from ..reading import entry_of, session_state
from ..refusal import Refusal
from ..sealing import Broken, seal_text, unseal_text
from ..store_filter import meets
from ..texts import byte_size
from ..writing import answer_to_new, create, put_edit, save, state_of, tell_ended

Params = Mapping[str, Any]
#: Seconds after which a page comes with what has been found by then.
patience = 1.0


def list_sessions(context: Context, params: Params) -> dict[str, Any]:
    listing, filter = demand_listing(context), params.get("filter", {})
    page, next_page = find_page(context, params)
    narrowed = set(filter) - {"expired"}
    total = None if narrowed or "cursor" in params else listing.total(filter.get("expired"))
    return {
        "sessions": [summary_of(context, found) for found in page],
        "next": next_page,
        "total": total,
        "sorts": list(listing.sorts),
        "listsExpired": listing.lists_expired,
        "now": now(),
    }


def find_page(context: Context, params: Params) -> tuple[list[Found], str | None]:
    """The sessions of a page, and the cursor of the next. Raises Refusal for an order that the engine does not have."""
    listing, filter, sort = demand_listing(context), params.get("filter", {}), params.get("sort")
    if sort is not None and sort["by"] not in listing.sorts:
        raise Refusal("unsupported", f"{context.engine.title} has no order by {sort['by']}.")
    if filter.get("expired") and not listing.lists_expired:
        raise Refusal("unsupported", f"{context.engine.title} does not list expired sessions.")
    question = json.dumps([sorted(filter.items()), sort])
    after = opened(params["cursor"], question) if "cursor" in params else None
    page: list[Found] = []
    until, last = time.monotonic() + patience, None
    for found, cursor in listing.rows(after, sort, filter.get("expired")):
        is_found = meets(found, filter, context.parts.redaction)
        if is_found and len(page) == params["limit"]:
            return page, sealed(last, question)
        if is_found:
            page.append(found)
        last = cursor if is_found or len(page) < params["limit"] else last
        if time.monotonic() > until:
            return page, sealed(last, question)
    return page, None


def read(context: Context, params: Params) -> dict[str, Any]:
    return stored_reading(find_stored(context, params["ref"]), replace(context, since=params.get("since")))


def summaries(context: Context, params: Params) -> dict[str, Any]:
    found = [find_stored(context, ref) for ref in params["refs"]]
    return {"sessions": [None if one is None else summary_of(context, one) for one in found], "now": now()}


def value(context: Context, params: Params) -> dict[str, Any]:
    found = find_stored(context, params["ref"])
    if found is None:
        raise Refusal("gone", "That session is gone.")
    return entry_of(found, params["key"], context)


def update(context: Context, params: Params) -> dict[str, Any]:
    with context.parts.quiet.alone(key_in(params["ref"])):
        found = demand_stored(context, params["ref"])
        before = state_of(found, context)
        put_edit(context, found, params)
        save(context, before, found.store)
        after = context.engine.found(found.store)
        return {"reading": stored_reading(after, replace(context, since=params.get("since")))}


def delete(context: Context, params: Params) -> dict[str, Any]:
    with context.parts.quiet.alone(key_in(params["ref"])):
        found = find_stored(context, params["ref"])
        if found is None:
            raise Refusal("gone", "That session is gone.")
        context.demand_revision(found, params["revision"])
        end(context, found)
        return {"ticket": None if is_dead(found) else context.parts.undo.keep("store", [found.data])}


def delete_matching(context: Context, params: Params) -> dict[str, Any]:
    page, next_page = find_page(context, params)
    ended: list[dict[Any, Any]] = []
    changed = failed = 0
    for at, found in enumerate(page):
        try:
            current = end_as_found(context, found)
        except Refusal:
            changed += 1
            continue
        except Exception:  # The app's database or cache: whatever they raise.
            # Those that are gone would have no ticket. The next call meets the failure.
            if not ended:
                raise
            failed = len(page) - at
            break
        if current is not None:
            ended.append(current.data)
    ticket = context.parts.undo.keep("store", ended)
    return {"deleted": len(ended), "changed": changed, "failed": failed, "next": next_page, "ticket": ticket}


def end_as_found(context: Context, found: Found) -> Found | None:
    """Ends a session of a page. `None`: it was gone already. Raises Refusal where it has changed since."""
    with context.parts.quiet.alone(found.key):
        revision, current = context.revision_of(found), stored(context, found.key)
        if current is not None:
            context.demand_revision(current, revision)
            end(context, current)
        return current


def clear_expired(context: Context, params: Params) -> dict[str, Any]:
    return demand_listing(context).clear_expired(params["limit"])


def clone(context: Context, params: Params) -> dict[str, Any]:
    found = demand_stored(context, params["ref"])
    return answer_to_new(context, create(context, context.engine.new(deepcopy(found.data))))


def end(context: Context, found: Found) -> None:
    before = state_of(found, context)
    context.engine.end(found.store)
    tell_ended(context, before, "flushed")


def demand_listing(context: Context) -> Any:
    listing = listing_of(context.engine)
    if listing is None:
        raise Refusal("unsupported", context.parts.cannot["store.list"])
    return listing


def stored(context: Context, key: str) -> Found | None:
    """Also one whose time has come, where the store still has it."""
    return context.engine.find(key) or demand_listing(context).get(key)


def find_stored(context: Context, ref: str) -> Found | None:
    return stored(context, key_in(ref))


def demand_stored(context: Context, ref: str) -> Found:
    found = find_stored(context, ref)
    if found is None or is_dead(found):
        raise Refusal("gone", "That session is gone.")
    return found


def stored_reading(found: Found | None, context: Context) -> dict[str, Any]:
    if found is None:
        return {"state": "gone", "now": now()}
    return {"state": "expired" if is_dead(found) else "live", "now": now(), "session": session_state(found, context)}


def summary_of(context: Context, found: Found) -> dict[str, Any]:
    snapshot = found.snapshot
    sides = [(key, context.parts.redaction.side(key, text, 0)) for key, text in snapshot.texts.items()]
    return {
        "ref": seal_text(key_for("refs"), found.key, "ref"),
        "handle": found.handle,
        "own": found.key == context.cookie,
        "user": snapshot.user,
        "keys": len(snapshot.texts),
        "size": sum(byte_size(key) + side["size"] for key, side in sides),
        "createdAt": None,
        "modifiedAt": found.modified_at,
        "expiresAt": snapshot.expires_at,
        "expiry": snapshot.expiry,
        "revision": context.revision_of(found),
        "state": "expired" if is_dead(found) else "live",
    }


def key_in(ref: str) -> str:
    try:
        return unseal_text(key_for("refs"), ref, "ref")
    except Broken:
        message = "This server has not made that name of a session. List the sessions again."
        raise Refusal("stale-cursor", message) from None


def sealed(cursor: str | None, question: str) -> str | None:
    return None if cursor is None else seal_text(key_for("cursors"), cursor, question)


def opened(cursor: str, question: str) -> str:
    try:
        return unseal_text(key_for("cursors"), cursor, question)
    except Broken:
        message = "This page is not there any more. List the sessions from the beginning."
        raise Refusal("stale-cursor", message) from None


store_commands = {
    "store.list": list_sessions,
    "store.read": read,
    "store.summaries": summaries,
    "store.value": value,
    "store.update": update,
    "store.delete": delete,
    "store.deleteMatching": delete_matching,
    "store.clearExpired": clear_expired,
    "store.clone": clone,
}
