"""Hides secrets from people who look at the screen or a screenshot: values under names of secrets, at any depth."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, Iterable

from .protocol import redacted_mark, value_cap
from .secret_names import as_seen, speaks_of_secrets
from .texts import beginning, byte_size, depth_limit, to_text, unit_size

#: The beginning of JSON text that can hold names: a string, a list or an object.
may_hold_names = re.compile(r'\s*["\[{]')
#: Bytes to which the size of a hidden value is rounded up: the length of a password helps to guess it.
size_step = 64


class Redaction:
    """`extra`: names that the app hides beside the built-in ones.

    A string is a name in any case, a pattern matches within.
    """

    def __init__(self, extra: Iterable[Any] = ()) -> None:
        names = {as_seen(one).lower() for one in extra if isinstance(one, str)}
        patterns = [one for one in extra if not isinstance(one, str)]

        @lru_cache(maxsize=5000)
        def hides_name(name: str) -> bool:
            return (
                speaks_of_secrets(name)
                or as_seen(name).lower() in names
                or any(pattern.search(name) is not None for pattern in patterns)
            )

        self.hides_name = hides_name

    def mask(self, key: str, text: str) -> str | None:
        """The text that may be shown of an entry. `None`: the text as it is. Empty: none of it."""
        if self.hides_name(key):
            return ""
        if may_hold_names.match(text) is None:
            return None
        try:
            value = json.loads(text)
            masked = self.within(value, 1)
        except (ValueError, RecursionError):
            # Damaged text cannot be searched, so all of it is hidden.
            return ""
        return None if masked is value else to_text(masked)

    def hides(self, key: str, text: str) -> bool:
        """Whether an entry is hidden, wholly or in part: then it cannot be written."""
        return self.mask(key, text) is not None

    def side(self, key: str, text: str, cap: int | None = value_cap) -> dict[str, Any]:
        """What a panel is shown of a text: a long one is cut after `cap` UTF-16 units, a hidden one is masked."""
        masked = self.mask(key, text)
        whole = text if masked is None else masked
        size = byte_size(text)
        return {
            "text": whole if cap is None else beginning(whole, cap),
            "size": size if masked is None else rounded(size),
            "truncated": cap is not None and unit_size(whole) > cap,
            "redacted": masked is not None,
        }

    def within(self, value: Any, depth: int) -> Any:
        """A copy with the hidden values masked; the value itself when nothing in it is hidden."""
        if isinstance(value, str):
            return self._in_text(value, depth)
        if not isinstance(value, (dict, list)):
            return value
        if depth > depth_limit:
            return redacted_mark
        if isinstance(value, list):
            inner = [self.within(one, depth + 1) for one in value]
            return inner if any(new is not old for new, old in zip(inner, value)) else value
        named = {
            name: redacted_mark if self.hides_name(name) else self.within(one, depth + 1)
            for name, one in value.items()
        }
        return named if any(named[name] is not value[name] for name in value) else value

    def _in_text(self, text: str, depth: int) -> str:
        """The same for a string: apps keep JSON in strings, and JSON in the strings of that."""
        if may_hold_names.match(text) is None:
            return text
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return text
        masked = self.within(value, depth + 1)
        return text if masked is value else to_text(masked)


def rounded(size: int) -> int:
    return -(-size // size_step) * size_step
