"""Whether a stored session meets a filter.

Only what the panel is shown counts: a filter must not find out hidden values.
"""

from __future__ import annotations

from typing import Any, Mapping

from .found import Found
from .listing import is_dead
from .protocol import redacted_mark
from .redaction import Redaction


def meets(found: Found, filter: Mapping[str, Any], redaction: Redaction) -> bool:
    user = found.snapshot.user
    if "user" in filter and user != filter["user"]:
        return False
    if "signedIn" in filter and (user is not None) != filter["signedIn"]:
        return False
    if "expired" in filter and is_dead(found) != filter["expired"]:
        return False
    return has_text(found, filter, redaction) and has_entry(found, filter, redaction)


def has_text(found: Found, filter: Mapping[str, Any], redaction: Redaction) -> bool:
    text = filter.get("text", "")
    return not text or any(
        text in key or shows(key, held, text, redaction) for key, held in found.snapshot.texts.items()
    )


def has_entry(found: Found, filter: Mapping[str, Any], redaction: Redaction) -> bool:
    key, value = filter.get("key"), filter.get("value")
    if key is None and value is None:
        return True
    return any(
        (key or "") in name and (value is None or shows(name, held, value, redaction))
        for name, held in found.snapshot.texts.items()
    )


def shows(key: str, held: str, text: str, redaction: Redaction) -> bool:
    """The text must be in the value, and in what is shown of it: the mark is not."""
    if text not in held:
        return False
    masked = redaction.mask(key, held)
    return masked is None or any(text in part for part in masked.split(redacted_mark))
