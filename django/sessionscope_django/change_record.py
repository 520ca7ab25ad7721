"""The record of changes.

The last commits of each session and the last cause of each key, from requests and from panels.

Its size is bounded: it forgets the session first that has not changed for longest.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from typing import Any, NamedTuple

from .changed_paths import changed_paths
from .deed import Changes, kind_of
from .listeners import Listeners
from .protocol import commit_limit
from .redaction import Redaction

remembered = 1000
#: An estimate for the recorded commits of one session, in characters.
commit_characters = 65_536
#: Characters of the texts of a commit up to which they are kept: where they differ is found when somebody asks.
kept_units = 400


class Recorded:
    def __init__(self) -> None:
        self.last: dict[str, Any] = {}
        self.revision = 0
        self.keys: dict[str, dict[str, Any]] = {}
        self.commits: deque[Commit] = deque()
        self.characters = 0


class Commit(NamedTuple):
    revision: int
    #: The texts before and after, or what was found in them.
    changes: Changes | list[dict[str, Any]]
    cause: dict[str, Any]
    characters: int


class ChangeRecord:
    def __init__(self, redaction: Redaction, listeners: Listeners) -> None:
        self._redaction = redaction
        self._listeners = listeners
        self._sessions: OrderedDict[str, Recorded] = OrderedDict()
        self._lock = threading.RLock()

    def last_change(self, handle: str, revision: int) -> dict[str, Any] | None:
        """`None` where nothing is recorded, or where another process has changed the session since."""
        recorded = self._sessions.get(handle)
        return recorded.last if recorded and recorded.revision >= revision else None

    def last_change_of(self, handle: str, key: str) -> dict[str, Any] | None:
        recorded = self._sessions.get(handle)
        return recorded.keys.get(key) if recorded else None

    def commits(self, handle: str, since: dict[str, Any], up_to: int) -> list[dict[str, Any]]:
        """The commits after a state, up to a revision.

        If the session had another handle in that state: all recorded ones.
        """
        after = since["revision"] if since["handle"] == handle else 0
        with self._lock:
            recorded = self._sessions.get(handle)
            kept = list(recorded.commits) if recorded else []
        return [self._told(commit) for commit in kept if after < commit.revision <= up_to]

    def changed(self, handle: str, revision: int, changes: Changes, cause: dict[str, Any]) -> None:
        units = sum(len(key) + len(before or "") + len(after or "") for key, (before, after) in changes.items())
        found: Any = changes if units <= kept_units else self._touches(changes)
        commit = Commit(revision, found, cause, min(units, kept_units) + len(cause["path"]) + 200 * (1 + len(changes)))
        with self._lock:
            recorded = self._sessions.pop(handle, None) or Recorded()
            self._sessions[handle] = recorded
            recorded.last, recorded.revision = cause, revision
            for key, (_, after) in changes.items():
                if after is None:
                    recorded.keys.pop(key, None)
                else:
                    recorded.keys[key] = cause
            self._keep(recorded, commit)
            while len(self._sessions) > remembered:
                self._sessions.popitem(last=False)
        if not self._listeners.none:
            self._listeners.tell({"type": "changed", "handle": handle, **self._told(commit)})

    def gone(self, handle: str, cause: dict[str, Any]) -> None:
        with self._lock:
            self._sessions.pop(handle, None)
        self._listeners.tell({"type": "gone", "handle": handle, "cause": cause})

    def moved(self, before: str, after: str, cause: dict[str, Any]) -> None:
        """Moves the record of a session that has a new key, and so a new handle. Call it before `changed`."""
        with self._lock:
            recorded = self._sessions.get(before)
            self.gone(before, cause)
            if recorded:
                self._sessions[after] = recorded

    @staticmethod
    def _keep(recorded: Recorded, commit: Commit) -> None:
        recorded.commits.append(commit)
        recorded.characters += commit.characters
        while recorded.characters > commit_characters or len(recorded.commits) > commit_limit:
            recorded.characters -= recorded.commits.popleft().characters

    def _told(self, commit: Commit) -> dict[str, Any]:
        found = commit.changes
        touches = found if isinstance(found, list) else self._touches(found)
        return {"revision": commit.revision, "changes": touches, "cause": commit.cause}

    def _touches(self, changes: Changes) -> list[dict[str, Any]]:
        hides = self._redaction.hides_name
        touches = []
        for key, (before, after) in changes.items():
            touch: dict[str, Any] = {"key": key, "kind": kind_of(before, after)}
            if before is not None and after is not None and not hides(key):
                paths = changed_paths(before, after, hides)
                touch.update({"paths": paths} if paths else {})
            touches.append(touch)
        return touches
