"""Writes by a panel: each is saved by Django's own engine, told to the journal, and answered with what is there now."""

from __future__ import annotations

from typing import Any, Iterable, Mapping

from .clock import now
from .context import Context
from .cookie_lines import deleting_line, line_of
from .deed import Deed, State, changes_between
from .expiry import deadline_of
from .found import Found
from .reading import reading_of
from .refusal import Refusal
from .texts import from_text
from .unmask import unmask


def state_of(found: Found, context: Context) -> State:
    return State(found.handle, context.revision_of(found), found.snapshot)


def deed_by(context: Context, outcome: str, before: State | None, after: State | None, **more: Any) -> Deed:
    """The deed of a panel's command."""
    return Deed(now(), outcome, before, after, command=context.command, window=context.window, **more)


def save(context: Context, before: State, store: Any, cleared: bool = False, with_line: bool = False) -> dict[str, Any]:
    """Saves what a command has made of a session. `with_line`: the browser's cookie gets another age or value."""
    context.engine.save(store)
    if deadline_of(store) <= now():
        tell_ended(context, before, "expired")
        return {"reading": reading_of(None, context.cookie, context), "cookies": [deleting_line()]}
    found = context.engine.found(store)
    tell_changed(context, before, found, cleared)
    lines = [line_of(store)] if with_line or context.engine.in_cookie else []
    return {"reading": reading_of(found, found.key, context), "cookies": lines}


def create(context: Context, store: Any) -> Found:
    """Saves a new session, of which no browser has the cookie yet."""
    context.engine.create(store)
    found = context.engine.found(store)
    after = State(found.handle, context.parts.revisions.changed(found.handle, found.snapshot), found.snapshot)
    changes = changes_between(None, found.snapshot)
    context.parts.journal.enter(deed_by(context, "created", None, after, changes=changes))
    return found


def answer_to_new(context: Context, found: Found) -> dict[str, Any]:
    """Gives a new session to the asking browser."""
    if deadline_of(found.store) <= now():
        return {"reading": reading_of(None, found.key, context), "cookies": [deleting_line()]}
    return {"reading": reading_of(found, found.key, context), "cookies": [line_of(found.store)]}


def tell_changed(context: Context, before: State, found: Found, cleared: bool) -> None:
    revision = context.parts.revisions.changed(found.handle, found.snapshot, before.handle)
    after = State(found.handle, revision, found.snapshot)
    outcome = "stored" if before.handle == after.handle else "rotated"
    changes = changes_between(before.snapshot, after.snapshot)
    context.parts.journal.enter(deed_by(context, outcome, before, after, cleared=cleared, changes=changes))


def tell_ended(context: Context, before: State, outcome: str) -> None:
    changes = {key: (text, None) for key, text in before.snapshot.texts.items()}
    context.parts.journal.enter(deed_by(context, outcome, before, None, changes=changes))


def put_edit(context: Context, found: Found, params: Mapping[str, Any]) -> None:
    """Edits the data as the panel asks; what is hidden beside an edited place stays.

    Raises Refusal when a key is hidden, no JSON, or has another text than the panel saw.
    """
    texts, redaction = found.snapshot.texts, context.parts.redaction
    beside = {key: unmask(key, texts[key], text, redaction) for key, text in params["set"].items() if key in texts}
    unmasked = {key: text for key, text in beside.items() if text is not None}
    written = {**params["set"], **{key: None for key in params["delete"]}}
    # A caller must not guess hidden values by `expect` either.
    others = [key for key in [*params["expect"], *written] if key not in unmasked]
    demand_visible(context, others, params["set"], texts)
    demand_json(found, written)
    shown = {key: redaction.mask(key, texts[key]) for key in unmasked}
    differing = [key for key, text in params["expect"].items() if shown.get(key, texts.get(key)) != text]
    if differing:
        raise Refusal("conflict", "These keys have other values now.", keys=differing)
    put(found.data, {**params["set"], **unmasked})
    for key in params["delete"]:
        found.data.pop(key, None)


def demand_visible(context: Context, keys: Iterable[str], put: Mapping[str, str], stored: Mapping[str, str]) -> None:
    """Raises Refusal with the keys that are hidden, or would be hidden once they are written."""
    hides = context.parts.redaction.hides
    texts = {key: [stored.get(key, "null"), put.get(key, "null")] for key in keys}
    hidden = [key for key, both in texts.items() if any(hides(key, text) for text in both)]
    if hidden:
        message = 'The server hides these keys, or something in them (SESSIONSCOPE["REDACT"]).'
        raise Refusal("redacted", message, keys=hidden)


def demand_json(found: Found, keys: Iterable[str]) -> None:
    refused = [key for key in keys if key in found.read_only]
    if refused:
        message = "These values are Python objects that JSON does not have: they are read only."
        raise Refusal("unsupported", message, keys=refused)


def put(data: dict[Any, Any], texts: Mapping[str, str]) -> None:
    for key, text in texts.items():
        data[key] = from_text(text)
