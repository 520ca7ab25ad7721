"""What a request of the app, or a panel's command, did to a session."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping

from .found import Snapshot

#: Key → JSON text before and after, `None` where absent.
Changes = Mapping[str, "tuple[str | None, str | None]"]
stores = ("created", "stored", "rotated")


@dataclass(frozen=True)
class State:
    """A session before or after a deed."""

    handle: str
    revision: int
    snapshot: Snapshot


@dataclass
class Deed:
    at: int
    outcome: str
    before: State | None
    after: State | None
    #: A panel's command, and the window that it came from.
    command: str | None = None
    window: str | None = None
    #: Of a request.
    request: str | None = None
    method: str = ""
    path: str = ""
    status: int | None = None
    failure: tuple[str, str] | None = None
    read: tuple[str, ...] = ()
    cleared: bool = False
    set_cookie: str | None = None
    cookie_line: str | None = None
    store_calls: tuple[str, ...] = ()
    load_time: float = 0
    commit_time: float = 0
    duration: float = 0
    changes: Changes = field(default_factory=dict)

    @property
    def cause(self) -> dict[str, Any]:
        cause: dict[str, Any] = {"by": "request", "method": self.method, "path": self.path, "at": self.at}
        if self.command is not None:
            cause["by"] = "panel"
        if self.request is not None:
            cause["request"] = self.request
        if self.window is not None:
            cause["window"] = self.window
        return cause


def kind_of(before: str | None, after: str | None) -> str:
    return "added" if before is None else "removed" if after is None else "changed"


def changes_between(before: Snapshot | None, after: Snapshot) -> Changes:
    old = {} if before is None else before.texts
    changed = {key: (old.get(key), text) for key, text in after.texts.items() if old.get(key) != text}
    return {**{key: (text, None) for key, text in old.items() if key not in after.texts}, **changed}
