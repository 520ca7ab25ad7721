"""An edit beside something hidden: the panel sends the value back with the marks where they were.

Each mark stands for what is stored at its place. Nothing hidden is moved, dropped, copied or added: its path stays, and in a
list also what is around it, for a path there is only a number.
"""

from __future__ import annotations

import json
from typing import Any

from .protocol import redacted_mark
from .redaction import Redaction
from .texts import from_text, to_text


class Refused(Exception):
    """The edit is more than one beside what is hidden."""


def unmask(key: str, stored: str, sent: str, redaction: Redaction) -> str | None:
    """The text to store; `None`: it may not be written.

    `stored`: the text in the store. `sent`: the text that the panel would have there, as `mask` would show it.
    """
    if redaction.mask(key, stored) in (None, "") or not is_canonical(stored):
        return None
    try:
        value = from_text(sent)
        text = to_text(restored(from_text(stored), value, 1, redaction))
        # Whatever was done above: people are shown what they sent, and so nothing that was hidden.
        return text if redaction.mask(key, text) == to_text(value) else None
    except (Refused, ValueError, RecursionError):
        return None


def restored(stored: Any, sent: Any, depth: int, redaction: Redaction) -> Any:
    masked = redaction.within(stored, depth)
    if masked is stored:
        return plain(sent, depth, redaction)
    if to_text(sent) == to_text(masked):
        return stored
    if isinstance(stored, str):
        return restored_text(stored, sent, depth, redaction)
    if isinstance(stored, list):
        return restored_list(stored, masked, sent, depth, redaction)
    return restored_dict(stored, masked, sent, depth, redaction)


def plain(sent: Any, depth: int, redaction: Redaction) -> Any:
    if redaction.within(sent, depth) is not sent:
        raise Refused
    return sent


def restored_text(stored: str, sent: Any, depth: int, redaction: Redaction) -> str:
    """JSON in a string."""
    if not isinstance(sent, str) or not is_canonical(stored):
        raise Refused
    return to_text(restored(json.loads(stored), json.loads(sent), depth + 1, redaction))


def restored_list(stored: list[Any], masked: Any, sent: Any, depth: int, redaction: Redaction) -> list[Any]:
    # Where all is too deep to be looked at, the mark stands for the list.
    if not isinstance(sent, list) or not isinstance(masked, list) or len(sent) != len(stored):
        raise Refused
    changed = [index for index, shown in enumerate(masked) if to_text(sent[index]) != to_text(shown)]
    # Two that change could be two that change places.
    if len(changed) > 1:
        raise Refused
    return [
        restored(one, sent[index], depth + 1, redaction) if index in changed else one for index, one in enumerate(stored)
    ]


def restored_dict(stored: dict[str, Any], masked: Any, sent: Any, depth: int, redaction: Redaction) -> dict[str, Any]:
    if not isinstance(sent, dict) or not isinstance(masked, dict):
        raise Refused
    if any(masked[name] is not stored[name] and name not in sent for name in stored):
        raise Refused
    value = {}
    for name, inner in sent.items():
        if redaction.hides_name(name):
            if name not in stored or inner != redacted_mark:
                raise Refused
            value[name] = stored[name]
        elif name in stored:
            value[name] = restored(stored[name], inner, depth + 1, redaction)
        else:
            value[name] = plain(inner, depth + 1, redaction)
    return value


def is_canonical(text: str) -> bool:
    """Whether writing it again changes nothing: no name is there twice."""
    return to_text(json.loads(text)) == text
