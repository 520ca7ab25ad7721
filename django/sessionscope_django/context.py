"""What each command is given: the parts of this process's endpoint, and the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .engine import Engine
from .found import Found
from .journal import Journal
from .lab import Lab
from .quiet import Quiet
from .redaction import Redaction
from .refusal import Refusal
from .revisions import Revisions
from .undo_tickets import UndoTickets


@dataclass(frozen=True)
class Parts:
    """One of each, for as long as the process lives."""

    engine: Engine
    redaction: Redaction
    revisions: Revisions
    journal: Journal
    quiet: Quiet
    undo: UndoTickets
    lab: Lab
    #: Commands that this server has, and why it does not have the others.
    commands: tuple[str, ...]
    cannot: dict[str, str]


@dataclass(frozen=True)
class Context:
    parts: Parts
    command: str
    cookie: str | None
    window: str | None
    since: dict[str, Any] | None = None

    @property
    def engine(self) -> Engine:
        return self.parts.engine

    def find(self) -> Found | None:
        return self.engine.find(self.cookie)

    def demand(self, revision: int | None = None) -> Found:
        """The live session behind the asking browser's cookie, at this revision if one is given.

        Raises Refusal otherwise.
        """
        if self.cookie is None:
            raise Refusal("no-session", "No session cookie was sent.")
        found = self.find()
        if found is None:
            raise Refusal("gone", "The session of this cookie is gone.")
        if revision is not None:
            self.demand_revision(found, revision)
        return found

    def demand_revision(self, found: Found, revision: int) -> None:
        current = self.revision_of(found, revision)
        if current != revision:
            raise Refusal("stale-revision", f"The session is at revision {current} by now.", revision=current)

    def revision_of(self, found: Found, told: int = 0) -> int:
        """`told`: the revision at which the panel knows it."""
        if self.since is not None and self.since["handle"] == found.handle:
            told = max(told, self.since["revision"])
        return self.parts.revisions.of(found.handle, found.snapshot, told)
