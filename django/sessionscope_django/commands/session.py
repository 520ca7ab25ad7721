"""session.*: reads and changes the session of the asking browser. Reading changes nothing."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Iterator, Mapping

from ..context import Context
from ..cookie_lines import deleting_line
from ..expiry import demand_tellable, policy, put_expiry
from ..found import Found, user_key
from ..reading import entry_of, reading_of
from ..refusal import Refusal
from ..writing import (
    answer_to_new,
    create,
    demand_json,
    demand_visible,
    put,
    put_edit,
    save,
    state_of,
    tell_ended,
)

Params = Mapping[str, Any]


def read(context: Context, params: Params) -> dict[str, Any]:
    return reading_of(context.find(), context.cookie, replace(context, since=params.get("since")))


def value(context: Context, params: Params) -> dict[str, Any]:
    return entry_of(context.demand(), params["key"], context)


@contextmanager
def alone(context: Context, revision: int | None = None) -> Iterator[Found]:
    """The asking browser's session, while no request of this process is at work on it."""
    context.demand()
    with context.parts.quiet.alone(str(context.cookie)):
        yield context.demand(revision)


def update(context: Context, params: Params) -> dict[str, Any]:
    with alone(context) as found:
        before = state_of(found, context)
        put_edit(context, found, params)
        return save(replace(context, since=params.get("since")), before, found.store)


def clear(context: Context, params: Params) -> dict[str, Any]:
    with alone(context, params["revision"]) as found:
        before, data = state_of(found, context), found.data
        # As in Django, the user and a custom expiry are dropped with the data.
        found.store.clear()
        changed = save(context, before, found.store, True, before.snapshot.expiry != policy)
        return {**changed, "ticket": context.parts.undo.keep("browser", [data])}


def flush(context: Context, params: Params) -> dict[str, Any]:
    with alone(context, params["revision"]) as found:
        ticket = end(context, found, "flushed")
        return {"reading": reading_of(None, None, context), "cookies": [deleting_line()], "ticket": ticket}


def end(context: Context, found: Found, outcome: str) -> dict[str, Any] | None:
    """Removes the session. The answer is the ticket that brings it back."""
    before, data = state_of(found, context), found.data
    context.engine.end(found.store)
    tell_ended(context, before, outcome)
    return context.parts.undo.keep("browser", [data])


def cycle_key(context: Context, params: Params) -> dict[str, Any]:
    with alone(context, params["revision"]) as found:
        before = state_of(found, context)
        context.engine.cycle(found.store)
        return save(context, before, found.store, with_line=True)


def set_expiry(context: Context, params: Params) -> dict[str, Any]:
    demand_tellable(params["expiry"])
    with alone(context, params["revision"]) as found:
        before = state_of(found, context)
        put_expiry(found.store, params["expiry"])
        return save(context, before, found.store, with_line=True)


def expire(context: Context, params: Params) -> dict[str, Any]:
    if params["where"] == "cookie":
        found = context.demand(params["revision"])
        return {"reading": reading_of(found, context.cookie, context), "cookies": [deleting_line()]}
    with alone(context, params["revision"]) as found:
        if context.engine.in_cookie:
            message = "The session is in its cookie: the server has nothing to end. Expire the cookie."
            raise Refusal("unsupported", message)
        ticket = end(context, found, "expired")
        return {"reading": reading_of(None, context.cookie, context), "cookies": [], "ticket": ticket}


def restore(context: Context, params: Params) -> dict[str, Any]:
    demand_tellable(params["expiry"])
    if params["revision"] is None:
        demand_visible(context, params["entries"], params["entries"], {})
        store = context.engine.new({})
        put(store._session_cache, params["entries"])
        put_user(store._session_cache, params)
        put_expiry(store, params["expiry"])
        return answer_to_new(context, create(context, store))
    with alone(context, params["revision"]) as found:
        return restore_into(context, found, params)


def restore_into(context: Context, found: Found, params: Params) -> dict[str, Any]:
    """What is hidden, or no JSON, stays as it is, and so does a value whose text is the same."""
    entries, texts, hides = params["entries"], found.snapshot.texts, context.parts.redaction.hides
    demand_visible(context, entries, entries, texts)
    written = {key: text for key, text in entries.items() if texts.get(key) != text}
    demand_json(found, written)
    before = state_of(found, context)
    for key, text in texts.items():
        if key not in entries and key not in found.read_only and not hides(key, text):
            del found.data[key]
    put(found.data, written)
    put_user(found.data, params)
    put_expiry(found.store, params["expiry"])
    return save(context, before, found.store, with_line=True)


def put_user(data: dict[str, Any], params: Params) -> None:
    if params.get("user") is not None:
        data[user_key] = params["user"]
    elif "user" in params:
        data.pop(user_key, None)


session_commands = {
    "session.read": read,
    "session.value": value,
    "session.update": update,
    "session.clear": clear,
    "session.flush": flush,
    "session.cycleKey": cycle_key,
    "session.setExpiry": set_expiry,
    "session.expire": expire,
    "session.restore": restore,
}
