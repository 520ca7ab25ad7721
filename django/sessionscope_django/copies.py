"""Copies and pickles of a watched object are of Django's own class, and nobody watches them."""

from __future__ import annotations

from typing import Any


def watched_class_of(watching: Any, base: Any) -> Any:
    """A class with the methods of `watching` before those of `base`, and the names of `base`."""

    def reduced(self: Any, protocol: Any) -> Any:
        # From protocol 2 on, pickle demands an object of the very class.
        made = base.__reduce_ex__(self, min(protocol, 1))
        if not isinstance(made, tuple):
            return made
        function, arguments, *rest = made
        return (function, tuple(base if each is watched else each for each in arguments), *map(unwatched, rest))

    names = {"__module__": base.__module__, "__qualname__": base.__qualname__, "__doc__": base.__doc__}
    watched = type(base.__name__, (watching, base), {**names, "__reduce_ex__": reduced})
    return watched


def unwatched(state: Any) -> Any:
    if not isinstance(state, dict):
        return state
    return {name: value for name, value in state.items() if name != "_sessionscope"}
