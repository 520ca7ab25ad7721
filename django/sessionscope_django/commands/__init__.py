"""The commands of the protocol, by name: a file for each noun."""

from __future__ import annotations

from typing import Any, Callable, Mapping

from ..context import Context
from .hello import hello
from .lab import lab_commands
from .session import session_commands
from .store import store_commands
from .test_cookie import test_cookie_commands
from .timeline import timeline_commands
from .undo import undo_restore

Handler = Callable[[Context, Mapping[str, Any]], Any]

handlers: dict[str, Handler] = {
    "hello": hello,
    **session_commands,
    **test_cookie_commands,
    **timeline_commands,
    "undo.restore": undo_restore,
    **store_commands,
    **lab_commands,
}
