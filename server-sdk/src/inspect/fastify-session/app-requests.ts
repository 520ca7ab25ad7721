/** The app's requests: which of them are at work on which session, and what each has done to it. */

import type { FastifyReply, FastifyRequest } from "fastify";
import { BoundedMap } from "../../core/bounded-map.ts";
import { InFlight } from "../base/in-flight.ts";
import { QuickTexts } from "../base/quick-texts.ts";
import type { Seen } from "../base/seen.ts";
import { parseLine } from "../base/set-cookie-lines.ts";
import type { Telling } from "../base/telling.ts";
import { endOfData, expiryOf } from "./cookie-facts.ts";
import {
  type LibraryApp,
  type LibrarySession,
  nobodys,
  type SessionRequest,
  type StoredData,
  sessionOf,
} from "./library.ts";
import { endNote, loadedNote, overNote } from "./request-notes.ts";
import { Work } from "./work.ts";

/** Ids that requests have stored. */
const remembered = 1000;

export interface AppRequestsOptions {
  readonly app: LibraryApp;
  readonly telling: Telling;
  readonly userOf: (session: StoredData) => string | undefined;
  /** Runs what must not fail the app. */
  readonly guard: (work: () => void) => void;
}

export class AppRequests {
  readonly inFlight = new InFlight();
  readonly #given: AppRequestsOptions;
  readonly #works = new Map<FastifyRequest, Work>();
  readonly #texts = new QuickTexts();
  readonly #stored = new BoundedMap<string, true>(remembered);
  /** Of a new session; `undefined`: none was seen. */
  #newAge: number | null | undefined;

  constructor(given: AppRequestsOptions) {
    this.#given = given;
  }

  /** The library has given the request its session. Goes on with `next`, once no change from outside is under way. */
  begin(request: FastifyRequest, reply: FastifyReply, requestId: string, next: (error?: Error) => void): void {
    const session = sessionOf(request)!;
    const { sessionId: id } = session;
    const change = this.inFlight.change(id);
    if (change) return void change.then(() => this.begin(request, reply, requestId, next));
    const work = new Work(request, reply, requestId, this.inFlight.begin(id));
    reply.raw.once("close", () => this.#given.guard(() => this.#over(request)));
    const enter = () => {
      this.#works.set(request, work);
      this.#given.guard(() => this.#enter(work, request));
      next();
    };
    // It was loaded before a change that has come since.
    if (this.inFlight.changedSince(id, work.start)) {
      this.#loadAgain(request, session, (error) => {
        if (!error) return enter();
        work.end();
        return next(error);
      });
    } else enter();
  }

  /** The library has saved what there was to save. Nothing has been sent yet. */
  end(request: FastifyRequest, status: number, lines: readonly string[]): void {
    const work = this.#take(request);
    if (!work) return;
    const { before } = work;
    const { telling } = this.#given;
    const session = sessionOf(request);
    const isOther = session !== null && before !== null && session.sessionId !== before.id;
    const isStored = session !== null && (session.isSaved() || isOther);
    if (!before && !isStored) {
      telling.withoutSession();
      return;
    }
    const saved = isStored ? this.#seen(session) : null;
    if (saved) this.#stored.set(saved.id, true);
    const line = session && lines.find((one) => leadsTo(session, parseLine(one).value));
    const isOver = isOther || !session;
    const note = endNote({ ...work.ended(status), before, isOver, saved, line: line ?? null });
    telling.tell(note, saved?.snapshot.units ?? 0);
  }

  /** Requests that are still at work on it get a new one at once: what they save is not the session that has ended. */
  ended(sid: string): void {
    for (const request of this.#works.keys()) {
      if (sessionOf(request)?.sessionId !== sid) continue;
      this.#given.app.decryptSession(nobodys, asLibraryHasIt(request), () => {});
    }
  }

  #loadAgain(request: FastifyRequest, { encryptedSessionId }: LibrarySession, done: (error?: Error) => void): void {
    const its = asLibraryHasIt(request);
    // As the library begins: a request whose session cannot be loaded saves none.
    its.session = {} as LibrarySession;
    this.#given.app.decryptSession(encryptedSessionId, its, (error) => done(error as Error | undefined));
  }

  #enter(work: Work, request: FastifyRequest): void {
    const session = sessionOf(request);
    if (!session) return;
    if (!this.#isLoaded(request, session)) {
      this.#newAge = session.cookie.originalMaxAge ?? null;
      return;
    }
    work.before = this.#seen(session);
    this.#given.telling.tell(loadedNote(work.before, work.revisions), work.before.snapshot.units);
  }

  /** Or else new. */
  #isLoaded(request: FastifyRequest, session: LibrarySession): boolean {
    if (this.#stored.get(session.sessionId)) return true;
    const sent = Object.values(asLibraryHasIt(request).cookies ?? {});
    return sent.some((value) => value !== undefined && leadsTo(session, value));
  }

  #seen(session: LibrarySession): Seen {
    return {
      id: session.sessionId,
      snapshot: this.#texts.of(session),
      expiry: expiryOf(session.cookie, this.#newAge === undefined ? session.cookie.originalMaxAge : this.#newAge),
      expiresAt: endOfData(session),
      user: this.#given.userOf(session),
    };
  }

  /** Its answer did not come this far: it was hijacked, or could not be saved, or the client has gone. */
  #over(request: FastifyRequest): void {
    const work = this.#take(request);
    if (!work) return;
    const { before } = work;
    const { statusCode: status } = work.reply.raw;
    if (before || status >= 500) this.#given.telling.tell(overNote(work.ended(status), before), 0);
    else this.#given.telling.withoutSession();
  }

  /** `undefined`: its end has been told. */
  #take(request: FastifyRequest): Work | undefined {
    const work = this.#works.get(request);
    this.#works.delete(request);
    work?.end();
    return work;
  }
}

const asLibraryHasIt = (request: FastifyRequest): SessionRequest => request as unknown as SessionRequest;

/** A cookie that was signed with an earlier secret has another text, and the same id in it. */
const leadsTo = ({ sessionId, encryptedSessionId }: LibrarySession, cookieValue: string): boolean =>
  cookieValue.includes(sessionId) || cookieValue.endsWith(encryptedSessionId);
