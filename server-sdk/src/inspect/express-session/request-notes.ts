/** What a request leaves for the endpoint. Made here, a note holds what it is given and nothing else of the app's: no request, no session. */

import type { Note } from "../base/notes.ts";
import type { Inspected, SeenRequest } from "../base/serve-bridge.ts";
import type { Snapshot } from "../base/snapshot.ts";
import type { Seen } from "./seen.ts";
import { hasSession, timelineEntry } from "./timeline-entry.ts";
import type { Work } from "./work.ts";

export function loadedNote(work: Work, loaded: Seen): Note {
  return (inspected) => tellLoaded(work, loaded, inspected);
}

/** `loaded`: what it had loaded, unless that has been told. `before`: what was stored; `null`: nothing. */
export function savedNote(
  work: Work | null,
  loaded: Seen | null,
  before: Snapshot | null,
  saved: Seen,
  by: SeenRequest,
): Note {
  return (inspected) => {
    if (work && loaded) tellLoaded(work, loaded, inspected);
    const revision = inspected.saved(saved.id, saved, before?.texts ?? null, by);
    if (work) work.savedRevision = revision;
  };
}

export function endedNote(id: string, by: SeenRequest): Note {
  return (inspected) => inspected.ended(id, by);
}

/** The request is over. */
export function overNote(work: Work, loaded: Seen | null): Note {
  return (inspected) => {
    if (loaded) tellLoaded(work, loaded, inspected);
    const entry = hasSession(work) ? timelineEntry(work) : undefined;
    if (entry) inspected.enterRequest(entry);
    else if (entry === undefined) inspected.endpoint.withoutSession();
  };
}

function tellLoaded(work: Work, loaded: Seen, inspected: Inspected): void {
  work.loadedRevision = inspected.loaded(loaded.id, loaded, Math.floor(work.at + work.loadTime));
}
