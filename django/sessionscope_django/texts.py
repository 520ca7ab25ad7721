"""Values of a session as JSON text, and back. Numbers stay what they are in Python: `1.0` and 2**80 pass unchanged."""

from __future__ import annotations

import datetime
import decimal
import enum
import json
import re
import uuid
from typing import Any

surrogate = re.compile("[\ud800-\udfff]")
#: Levels of a value beyond which nothing is shown.
depth_limit = 200
#: Bits of the longest number that Python writes in digits.
longest_int = 10_000
#: Objects whose text says what they hold, and nothing else.
tellable = (datetime.date, datetime.time, datetime.timedelta, decimal.Decimal, uuid.UUID, enum.Enum, float, complex)


encoder = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def to_text(value: Any) -> str:
    """The text of a JSON value, without spaces.

    Raises TypeError or ValueError for any other, RecursionError for a deep one.
    """
    text = encoder.encode(value)
    # Half of a character cannot be encoded in UTF-8: it stays escaped, as JavaScript has it.
    return text if text.isascii() else surrogate.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def from_text(text: str) -> Any:
    """Raises ValueError for what is no JSON, or a number that is too large to be one."""
    return json.loads(text, parse_constant=refuse_constant, parse_float=finite)


def refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{digits} is too large")
    return number


def text_of(value: Any) -> str:
    """The text of any value, for reading."""
    try:
        return to_text(value)
    except (TypeError, ValueError, RecursionError):
        return to_text(plain(value, depth_limit))


def is_json(value: Any) -> bool:
    """Whether JSON gives the value back as it was: only then may it be written."""
    try:
        text = to_text(value)
        back = json.loads(text)
        return bool(back == value) and to_text(back) == text
    except (TypeError, ValueError, RecursionError):
        return False


def plain(value: Any, levels: int) -> Any:
    """The nearest JSON: an object that may hold anything is named by its class alone."""
    if isinstance(value, int) and value.bit_length() > longest_int:
        return f"<int of {value.bit_length()} bits>"
    if value is None or (isinstance(value, (bool, int, str)) and not isinstance(value, enum.Enum)):
        return value
    if levels == 0:
        return "…"
    if isinstance(value, dict):
        return {str(plain(key, levels - 1)): plain(inner, levels - 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner, levels - 1) for inner in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(inner, levels - 1) for inner in value), key=repr)
    if isinstance(value, float) and value == value and abs(value) != float("inf"):
        return value
    if isinstance(value, tellable):
        return str(value)
    return f"<{type(value).__module__}.{type(value).__qualname__}>"


def byte_size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def unit_size(text: str) -> int:
    """UTF-16 units, in which the protocol counts characters."""
    return len(text) + sum(character > "\uffff" for character in text) if not text.isascii() else len(text)


def beginning(text: str, cap: int) -> str:
    """The first `cap` UTF-16 units, without half of a character at the end."""
    if text.isascii() or unit_size(text) <= cap:
        return text[:cap]
    return text.encode("utf-16-le", "surrogatepass")[: 2 * cap].decode("utf-16-le", "ignore")
