"""testCookie.*: Django's test whether a browser keeps cookies."""

from __future__ import annotations

from typing import Any, Mapping

from ..context import Context
from ..reading import reading_of
from ..writing import answer_to_new, create, save, state_of


def set_test_cookie(context: Context, params: Mapping[str, Any]) -> dict[str, Any]:
    with context.parts.quiet.alone(context.cookie or ""):
        found = context.find()
        if found is None:
            store = context.engine.new({})
            store.set_test_cookie()
            return answer_to_new(context, create(context, store))
        before = state_of(found, context)
        found.store.set_test_cookie()
        return save(context, before, found.store)


def check(context: Context, params: Mapping[str, Any]) -> dict[str, Any]:
    found = context.find()
    return {"sent": context.cookie is not None, "worked": found is not None and found.store.test_cookie_worked()}


def delete(context: Context, params: Mapping[str, Any]) -> dict[str, Any]:
    with context.parts.quiet.alone(context.cookie or ""):
        found = context.find()
        if found is None or not found.store.test_cookie_worked():
            return {"reading": reading_of(found, context.cookie, context), "cookies": []}
        before = state_of(found, context)
        found.store.delete_test_cookie()
        return save(context, before, found.store)


test_cookie_commands = {
    "testCookie.set": set_test_cookie,
    "testCookie.check": check,
    "testCookie.delete": delete,
}
