"""The parameters of each command, checked: what is wrong is refused by its name."""

from __future__ import annotations

import re
from typing import Any, Callable, Mapping

from .protocol import list_limit, page_limit, summary_page, ticket_limit
from .texts import from_text, unit_size

Check = Callable[[Any, str], Any]
#: The largest whole number that both ends can tell from its neighbours.
largest = 2**53 - 1
latest = 8_640_000_000_000_000


class Wrong(ValueError):
    """A parameter that no server takes. The message begins with its path."""


def wrong(path: str, why: str) -> Wrong:
    return Wrong(f"{path}: {why}" if path else why)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def whole(least: int, most: int = largest) -> Check:
    def check(value: Any, path: str) -> int:
        if not is_number(value) or value != value or not least <= value <= most or int(value) != value:
            raise wrong(path, f"must be a whole number from {least} to {most}")
        return int(value)

    return check


def number(most: float) -> Check:
    def check(value: Any, path: str) -> Any:
        if not is_number(value) or not -most <= value <= most:
            raise wrong(path, f"must be a number up to {most}")
        return int(value) if int(value) == value else value

    return check


def string(most: int | None = None, pattern: str = "", why: str = "") -> Check:
    form = re.compile(pattern, re.ASCII) if pattern else None

    def check(value: Any, path: str) -> str:
        if not isinstance(value, str):
            raise wrong(path, "must be a text")
        if most is not None and unit_size(value) > most:
            raise wrong(path, f"may have {most} characters")
        if form is not None and form.fullmatch(value) is None:
            raise wrong(path, why)
        return value

    return check


def boolean(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise wrong(path, "must be true or false")
    return value


def one_of(*choices: str) -> Check:
    def check(value: Any, path: str) -> str:
        if value not in choices or not isinstance(value, str):
            raise wrong(path, f"must be one of {', '.join(choices)}")
        return value

    return check


def anything(value: Any, path: str) -> Any:
    return value


def nullable(inner: Check) -> Check:
    return lambda value, path: None if value is None else inner(value, path)


def items(inner: Check, most: int, least: int = 0) -> Check:
    def check(value: Any, path: str) -> list[Any]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise wrong(path, f"must be a list of {least} to {most}")
        return [inner(one, f"{path}.{index}") for index, one in enumerate(value)]

    return check


def dictionary(inner: Check) -> Check:
    def check(value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise wrong(path, "must be an object")
        return {name: inner(one, f"{path}.{name}") for name, one in value.items()}

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] = {}, also: Check | None = None) -> Check:
    """An object with these members and no others."""

    def check(value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise wrong(path, "must be an object")
        below = f"{path}." if path else ""
        for name in value:
            if name not in required and name not in optional:
                raise wrong(f"{below}{name}", "is not known")
        for name in required:
            if name not in value:
                raise wrong(f"{below}{name}", "is missing")
        checks = {**required, **optional}
        checked = {name: checks[name](one, f"{below}{name}") for name, one in value.items()}
        return checked if also is None else also(checked, path)

    return check


def json_text(value: Any, path: str) -> str:
    text = string()(value, path)
    try:
        from_text(text)
    except (ValueError, RecursionError) as error:
        raise wrong(path, f"must be JSON text: {error}") from None
    return text


def writes(value: dict[str, Any], path: str) -> dict[str, Any]:
    if not {*value["set"], *value["delete"]} <= set(value["expect"]):
        raise wrong("", "expect must name every key of set and delete")
    if set(value["set"]) & set(value["delete"]):
        raise wrong("", "a key is set and deleted")
    return value


def says_which(value: dict[str, Any], path: str) -> dict[str, Any]:
    if not any(one for name, one in value.items() if name in ("text", "key", "value")) and not set(value) & {
        "user",
        "signedIn",
        "expired",
    }:
        raise wrong(path, "must say which sessions are meant")
    return value


def expiry(value: Any, path: str) -> dict[str, Any]:
    kinds = {
        "policy": shape({"kind": string()}),
        "browser-close": shape({"kind": string()}),
        "seconds": shape({"kind": string(), "seconds": number(latest / 1000)}),
        "moment": shape({"kind": string(), "at": number(latest)}),
    }
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in kinds:
        raise wrong(f"{path}.kind", f"must be one of {', '.join(kinds)}")
    return kinds[kind](value, path)


nothing = shape({})
name = string(1024)
revision = whole(1)
entry = whole(1)
at_revision = {"revision": revision}
since = {"since": shape({"handle": name, "revision": revision})}
key_writes = {
    "set": dictionary(json_text),
    "delete": items(string(), list_limit),
    "expect": dictionary(nullable(string())),
}
ref = string(pattern=r"[\w-]{1,200}", why="must be the ref of a listed session")
cursor = {"cursor": string(pattern=r"[\w-]{1,8192}", why="must be the cursor of a page")}
filters = {
    "text": string(),
    "key": string(),
    "value": string(),
    "user": string(),
    "signedIn": boolean,
    "expired": boolean,
}
sort = {"sort": shape({"by": one_of("modified", "created", "expires"), "descending": boolean})}
run = shape({"run": string(pattern=r"[\w-]{1,64}", why="must be 1 to 64 letters, digits, - or _")})
rows = whole(1, page_limit)
lab_load = shape(
    {"lines": items(string(8192), 16), "expect": items(string(8192), 32)},
    {"path": string(1024, r"(/[\w~-][\w.~-]*)+/?", "must be a path below the endpoint's")},
)

#: Of every command of the protocol, also of those that this server does not have.
params: dict[str, Check] = {
    "hello": nothing,
    "session.read": shape({}, since),
    "session.value": shape({"key": string()}),
    "session.update": shape(key_writes, since, writes),
    "session.clear": shape(at_revision),
    "session.flush": shape(at_revision),
    "session.cycleKey": shape(at_revision),
    "session.setExpiry": shape({**at_revision, "expiry": expiry}),
    "session.expire": shape({**at_revision, "where": one_of("server", "cookie")}),
    "session.restore": shape(
        {"revision": nullable(revision), "entries": dictionary(json_text), "expiry": expiry},
        {"user": nullable(string())},
    ),
    "testCookie.set": nothing,
    "testCookie.check": nothing,
    "testCookie.delete": nothing,
    "timeline.list": shape({"limit": whole(1, summary_page)}, {"before": entry, "handle": name}),
    "timeline.entry": shape({"entry": entry}),
    "timeline.value": shape({"entry": entry, "key": string(), "side": one_of("before", "after", "state")}),
    "timeline.state": shape({"entry": entry}),
    "timeline.pause": shape({"paused": boolean}),
    "timeline.clear": nothing,
    "undo.restore": shape(
        {"ticket": string(ticket_limit), "revision": nullable(revision)}, {"leave": items(string(), list_limit)}
    ),
    "store.list": shape({"limit": rows}, {**cursor, "filter": shape({}, filters), **sort}),
    "store.read": shape({"ref": ref}, since),
    "store.summaries": shape({"refs": items(ref, page_limit)}),
    "store.value": shape({"ref": ref, "key": string()}),
    "store.update": shape({"ref": ref, **key_writes}, since, writes),
    "store.delete": shape({"ref": ref, **at_revision}),
    "store.deleteMatching": shape({"filter": shape({}, filters, says_which), "limit": rows}, cursor),
    "store.clearExpired": shape({"limit": whole(1, 10_000)}),
    "store.clone": shape({"ref": ref}),
    "lab.begin": shape({"loads": items(lab_load, 64, 1)}),
    "lab.read": run,
    "lab.end": run,
    "events.stream": nothing,
}
