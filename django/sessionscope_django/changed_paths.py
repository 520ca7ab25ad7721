"""Finds the places where two JSON texts differ, to tell apart two requests that changed the same key."""

from __future__ import annotations

import json
from typing import Any, Callable

from .protocol import path_limit, value_cap

Path = list  # of names and places


class TooMany(Exception):
    """More places differ than are told."""


def changed_paths(before: str, after: str, hides: Callable[[str], bool]) -> list[Path] | None:
    """The paths of the values that differ. A path ends at a name for which `hides` answers true.

    `None`: the texts are too long to compare, or differ as a whole or in too many places.
    """
    if max(len(before), len(after)) > value_cap:
        return None
    paths: list[Path] = []
    try:
        compare(json.loads(before), json.loads(after), [], paths, hides)
    except (ValueError, RecursionError, TooMany):
        return None
    return paths if paths and all(paths) else None


def compare(was: Any, now: Any, path: Path, paths: list[Path], hides: Callable[[str], bool]) -> None:
    if same(was, now):
        return
    if len(path) < path_limit and isinstance(was, dict) and isinstance(now, dict):
        for name in {**was, **now}:
            below = [*path, name]
            if not hides(name):
                compare(was.get(name, absent), now.get(name, absent), below, paths, hides)
            elif not same(was.get(name, absent), now.get(name, absent)):
                add(below, paths)
    elif len(path) < path_limit and isinstance(was, list) and isinstance(now, list):
        for place in range(max(len(was), len(now))):
            old, new = (one[place] if place < len(one) else absent for one in (was, now))
            compare(old, new, [*path, place], paths, hides)
    else:
        add(path, paths)


def add(path: Path, paths: list[Path]) -> None:
    if len(paths) == path_limit:
        raise TooMany
    paths.append(path)


absent = object()


def same(one: Any, other: Any) -> bool:
    """In JSON 1, 1.0 and true are different texts."""
    if isinstance(one, (dict, list)) or isinstance(other, (dict, list)):
        return type(one) is type(other) and json.dumps(one) == json.dumps(other)
    return type(one) is type(other) and one == other
