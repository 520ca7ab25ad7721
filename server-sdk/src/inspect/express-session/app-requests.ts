/** The app's requests that are under way, and what each of them does to its session. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";
import { BoundedMap } from "../../core/bounded-map.ts";
import { QuickTexts } from "../base/quick-texts.ts";
import type { SeenRequest } from "../base/serve-bridge.ts";
import { Snapshot } from "../base/snapshot.ts";
import type { Telling } from "../base/telling.ts";
import type { Content } from "../bridge.ts";
import { AppSaves } from "./app-saves.ts";
import { endOf, type NewCookie, newCookieOf } from "./cookie-facts.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import type { LibrarySession, SessionRequest } from "./library.ts";
import { applyEdit, type PanelEdit } from "./panel-edit.ts";
import { endedNote, loadedNote, overNote, savedNote } from "./request-notes.ts";
import { Seen } from "./seen.ts";
import { hasSession, lineOf } from "./timeline-entry.ts";
import type { StoreWatch, Watched } from "./watch-store.ts";
import { Work } from "./work.ts";

type Texts = Content["entries"];

/** A request that is watched. */
type Watching = SessionRequest & { [mark: symbol]: Work | undefined };

const rememberedEdits = 100;
/** Requests that are kept although their client has gone: their handlers may still save. */
const mostLeft = 100;
const elsewhere: SeenRequest = { requestId: "", method: "", path: "(outside of a request)" };

export interface AppRequestsOptions {
  readonly ended: EndedSessions;
  readonly telling: Telling;
  readonly userOf: (session: LibrarySession) => string | undefined;
  /** Runs what must not fail the app. */
  readonly guard: (work: () => void) => void;
}

export class AppRequests implements StoreWatch {
  readonly #options: AppRequestsOptions;
  readonly #working = new AsyncLocalStorage<Work>();
  /** Under which a request has its work. */
  readonly #mark = Symbol("sessionscope");
  readonly #underWay = new Set<Work>();
  readonly #left = new Set<Work>();
  /** From the last session that was generated. */
  newCookie: NewCookie | undefined;
  /** From the last session that was loaded: an app may have given it another age. */
  anyCookie: NewCookie | undefined;
  /** The length of the longest id that was seen. */
  longestId = 0;
  readonly saves = new AppSaves();
  readonly texts = new QuickTexts();
  /** By id: what a panel has changed last. A request that was loading meanwhile has not seen it. */
  readonly #edits = new BoundedMap<string, PanelEdit>(rememberedEdits);
  /** Of the library's cookie, once it is known. */
  cookieName: string | null = null;

  constructor(options: AppRequestsOptions) {
    this.#options = options;
  }

  begin(request: SessionRequest, response: ServerResponse, path: string, requestId: string): Work {
    const work = new Work(request, path, requestId, this.#options.ended.now());
    response.on("close", () => this.#options.guard(() => this.#over(work, response)));
    (request as Watching)[this.#mark] = work;
    return work;
  }

  /** Its session is there, or could not be loaded. */
  entered(work: Work): void {
    // The response may have ended while the session was being loaded.
    if (!work.request) return;
    const { session, sessionID: sid } = work.request;
    if (!session || typeof sid !== "string") return;
    this.#underWay.add(work);
    if (work.generated) return;
    work.loadTime = performance.now() - work.start;
    work.storeCalls.push("load");
    if (!this.newCookie) this.anyCookie = newCookieOf(session.cookie);
    this.longestId = Math.max(this.longestId, sid.length);
    work.loaded = this.#seen(sid, session, this.texts.of(session));
    work.knows(sid, work.loaded.snapshot);
    const edit = this.#edits.get(sid);
    if (edit && edit.at > work.began) applyEdit(work, sid, edit);
  }

  /** Runs the rest of the request, so that its store calls are known as its own. */
  run<T>(work: Work, rest: () => T): T {
    return this.#working.run(work, rest);
  }

  /** Gives the copies of requests under way what a panel has changed. `move`: what it has changed beside the values. */
  merge(sid: string, before: Texts, after: Texts, move: PanelEdit["move"]): void {
    const edit = { before, after, move, at: this.#options.ended.now() };
    this.#edits.set(sid, edit);
    for (const work of this.#underWay) {
      if (work.request?.sessionID !== sid) continue;
      this.#tellLoaded(work);
      applyEdit(work, sid, edit);
    }
  }

  set(sid: string, session: LibrarySession): Watched {
    const work = this.#workOf(session);
    const snapshot = this.texts.of(session);
    if (work && this.#hasEnded(sid, work)) return { verdict: "refuse" };
    if (work?.hasOnlyMerged(sid, snapshot)) return { verdict: "renew", after: this.#renewed(work, sid, session) };
    const before = work?.known(sid) ?? null;
    const start = performance.now();
    this.saves.begin(sid);
    return {
      verdict: "save",
      after: (error) => {
        this.saves.end(sid);
        work?.count(before ? "commit" : "create", start, error);
        if (!error) this.#saved(work, before, this.#seen(sid, session, snapshot));
      },
    };
  }

  touch(sid: string, session: LibrarySession): Watched {
    const work = this.#workOf(session);
    if (work && this.#hasEnded(sid, work)) return { verdict: "refuse" };
    return { verdict: "save", after: this.#renewed(work, sid, session) };
  }

  destroy(sid: string): (error: unknown) => void {
    const work = this.#working.getStore() ?? null;
    const start = performance.now();
    // Before the store is at work, too: a panel may be writing the session.
    this.#options.ended.byApp(sid);
    return (error) => {
      if (work) work.count("delete", start, error);
      if (error) return;
      this.#options.ended.byApp(sid);
      if (work) {
        work.ended ??= sid;
        if (work.saved?.id === sid) work.saved = null;
      }
      this.#options.telling.tell(endedNote(sid, seenNow(work)), 0);
    };
  }

  generated(request: SessionRequest): void {
    const { session, sessionID } = request;
    if (!session || typeof sessionID !== "string") return;
    this.newCookie = newCookieOf(session.cookie);
    this.longestId = Math.max(this.longestId, sessionID.length);
    const work = (request as Watching)[this.#mark];
    if (work && work.loaded === null) work.generated = true;
  }

  guard(work: () => void): void {
    this.#options.guard(work);
  }

  #hasEnded(sid: string, { began }: Work): boolean {
    return this.#options.ended.byPanelSince(sid, began);
  }

  #renewed(work: Work | null, sid: string, session: LibrarySession): (error: unknown) => void {
    const start = performance.now();
    return (error) => {
      if (!work) return;
      work.count("touch", start, error);
      if (error || work.saved) return;
      work.saved = this.#seen(sid, session, work.known(sid) ?? nothing);
      work.renewed = true;
    };
  }

  #saved(work: Work | null, before: Snapshot | null, saved: Seen): void {
    const by = seenNow(work);
    const loaded = work && this.#untold(work);
    const units = saved.snapshot.units + (loaded?.snapshot.units ?? 0);
    this.#options.telling.tell(savedNote(work, loaded, before, saved, by), units);
    if (!work) return;
    work.saved = saved;
    work.savedOver = work.loaded;
    work.renewed = false;
    work.knows(saved.id, saved.snapshot);
  }

  /** Before anything newer is told. */
  #tellLoaded(work: Work): void {
    const loaded = this.#untold(work);
    if (loaded) this.#options.telling.tell(loadedNote(work, loaded), loaded.snapshot.units);
  }

  /** What it has loaded, to be told now; `null`: there is nothing, or it has been told. */
  #untold(work: Work): Seen | null {
    if (!work.loaded || work.toldLoaded) return null;
    work.toldLoaded = true;
    return work.loaded;
  }

  #seen(id: string, session: LibrarySession, snapshot: Snapshot): Seen {
    const age = { originalMaxAge: session.cookie.originalMaxAge, newAge: this.newCookie?.age };
    return new Seen(id, snapshot, age, endOf(session.cookie), this.#options.userOf(session));
  }

  /** A session knows its request; what is done without one is known by its context. */
  #workOf(session: LibrarySession): Work | null {
    const { req } = session as { readonly req?: SessionRequest };
    return (req as Watching | undefined)?.[this.#mark] ?? this.#working.getStore() ?? null;
  }

  #over(work: Work, response: ServerResponse): void {
    work.status = response.statusCode;
    work.cookieLine = lineOf(response, this.cookieName);
    work.done ||= performance.now();
    const mayGoOn = !response.writableEnded;
    if (mayGoOn || hasSession(work)) this.#enter(work);
    else this.#options.telling.withoutSession();
    if (mayGoOn) this.#leave(work);
    else this.#forget(work);
  }

  #enter(work: Work): void {
    const loaded = this.#untold(work);
    this.#options.telling.tell(overNote(work, loaded), loaded?.snapshot.units ?? 0);
  }

  /** Nothing is kept of the app's request: the work goes into a note. */
  #forget(work: Work): void {
    this.#underWay.delete(work);
    work.request = null;
  }

  /** The client has gone, and the handler may go on. */
  #leave(work: Work): void {
    this.#left.add(work);
    if (this.#left.size <= mostLeft) return;
    const oldest = this.#left.values().next().value!;
    this.#left.delete(oldest);
    this.#forget(oldest);
  }
}

const nothing = Snapshot.of(new Map());

function seenNow(work: Work | null): SeenRequest {
  const { requestId, method, path } = work ?? elsewhere;
  return { requestId, method, path, at: Date.now() };
}
