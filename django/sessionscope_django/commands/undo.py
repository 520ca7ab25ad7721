"""undo.restore: brings back what a command has ended or emptied, hidden values included, and nothing that is dead."""

from __future__ import annotations

from typing import Any, Mapping

from ..clock import now
from ..context import Context
from ..expiry import expiry_key, expiry_of
from ..found import Snapshot, own_keys
from ..reading import reading_of
from ..refusal import Refusal
from ..writing import answer_to_new, create, save, state_of
from .session import alone


def undo_restore(context: Context, params: Mapping[str, Any]) -> dict[str, Any]:
    with context.parts.undo.redeem(params["ticket"]) as (kept_of, sessions):
        living = [without_past(data) for data in sessions]
        if kept_of == "store":
            if params["revision"] is not None:
                raise Refusal("invalid-params", "revision: must be null for deleted sessions")
            return restore_deleted(context, living)
        if params["revision"] is None:
            return {**answer_to_new(context, create(context, context.engine.new(living[0]))), "sessions": 1}
        return restore_into(context, living[0], params)


def without_past(data: dict[Any, Any]) -> dict[Any, Any]:
    """A moment that has passed since is left out: the session that got it would be dead at once."""
    expiry = expiry_of(data)
    past = expiry["kind"] == "moment" and expiry["at"] <= now()
    return {key: value for key, value in data.items() if not (past and key == expiry_key)}


def restore_deleted(context: Context, sessions: list[dict[Any, Any]]) -> dict[str, Any]:
    """Each in a new session that no browser has the cookie of."""
    for data in sessions:
        create(context, context.engine.new(data))
    reading = reading_of(context.find(), context.cookie, context)
    return {"reading": reading, "cookies": [], "sessions": len(sessions)}


def restore_into(context: Context, data: dict[Any, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Raises Refusal for a key or a user that somebody has changed since. Nothing is written then."""
    leave, kept = params.get("leave", []), Snapshot(data)
    with alone(context, params["revision"]) as found:
        current = found.snapshot
        texts = {key: text for key, text in kept.texts.items() if key not in leave}
        differing = [key for key, text in texts.items() if current.texts.get(key, text) != text]
        if differing:
            raise Refusal("conflict", "These keys have other values now.", keys=differing)
        if current.user not in (None, kept.user):
            raise Refusal("conflict", "The session is bound to another user now.", keys=[])
        before = state_of(found, context)
        brought = {key: value for key, value in data.items() if str(key) in texts or key in own_keys}
        found.data.update(brought)
        return {**save(context, before, found.store, with_line=True), "sessions": 1}
