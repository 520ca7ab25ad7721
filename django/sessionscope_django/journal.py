"""Where every deed is told once: to the record of changes, to the timeline and to the live streams."""

from __future__ import annotations

from .change_record import ChangeRecord
from .deed import Deed, stores
from .listeners import Listeners
from .redaction import Redaction
from .timeline import Timeline


class Journal:
    def __init__(self, redaction: Redaction) -> None:
        self.listeners = Listeners()
        self.record = ChangeRecord(redaction, self.listeners)
        self.timeline = Timeline(self.listeners)

    def enter(self, deed: Deed) -> None:
        before, after, cause = deed.before, deed.after, deed.cause
        if before is not None and (after is None or after.handle != before.handle):
            if after is not None and deed.outcome == "rotated":
                self.record.moved(before.handle, after.handle, cause)
            elif deed.outcome != "read":
                self.record.gone(before.handle, cause)
        if after is not None and deed.outcome in stores:
            self.record.changed(after.handle, after.revision, deed.changes, cause)
        if after is not None and deed.outcome == "touched":
            # Only the deadline has moved: the streams are told, but it is no change of the session.
            at = {"handle": after.handle, "revision": after.revision}
            self.listeners.tell({"type": "changed", **at, "changes": [], "cause": cause})
        self.timeline.record(deed)
