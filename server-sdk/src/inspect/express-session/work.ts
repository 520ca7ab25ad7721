/** What is known of one request of the app, from its beginning to the end of its response. */

import type { StoreCall } from "../../core/events.ts";
import type { SeenRequest } from "../base/serve-bridge.ts";
import { Snapshot } from "../base/snapshot.ts";
import { applyTexts } from "../base/texts.ts";
import type { Content } from "../bridge.ts";
import type { Moment } from "./ended-sessions.ts";
import type { SessionRequest } from "./library.ts";
import type { Seen } from "./seen.ts";

type Texts = Content["entries"];

export class Work implements SeenRequest {
  /** `null`: it is over. */
  request: SessionRequest | null;
  readonly method: string;
  readonly requestId: string;
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly at = Date.now();
  /** Of `performance.now()`, like `done`. */
  readonly start = performance.now();
  readonly began: Moment;
  readonly storeCalls: StoreCall[] = [];
  /** The session it began with is new. */
  generated = false;
  /** The session that its cookie led to. */
  loaded: Seen | null = null;
  toldLoaded = false;
  loadedRevision = 0;
  /** The session as it was last stored or renewed here. */
  saved: Seen | null = null;
  savedRevision = 0;
  /** The session as it was loaded, when `saved` was stored over it. */
  savedOver: Seen | null = null;
  /** Only its time is new. */
  renewed = false;
  /** The id that this request has ended first. */
  ended: string | null = null;
  failure: unknown;
  /** Milliseconds. */
  loadTime = 0;
  commitTime = 0;
  /** When the last thing was done to the session, or else when the response ended. */
  done = 0;
  status = 0;
  /** The `Set-Cookie` line of the session's cookie, without its value. */
  cookieLine: string | null = null;
  /** What is stored, as far as this request knows. */
  #known: { readonly sid: string; readonly snapshot: Snapshot } | null = null;
  #merged = false;

  constructor(request: SessionRequest, path: string, requestId: string, began: Moment) {
    this.request = request;
    this.method = request.method ?? "GET";
    this.path = path;
    this.requestId = requestId;
    this.began = began;
  }

  /** The store was called. `start`: of `performance.now()`. */
  count(call: StoreCall, start: number, error: unknown): void {
    this.done = performance.now();
    this.commitTime += this.done - start;
    this.storeCalls.push(call);
    if (error) this.failure = error;
  }

  /** This is stored under the id. */
  knows(sid: string, snapshot: Snapshot): void {
    this.#known = { sid, snapshot };
    this.#merged = false;
  }

  /** `null`: nothing is stored under that id. */
  known(sid: string): Snapshot | null {
    return this.#known?.sid === sid ? this.#known.snapshot : null;
  }

  /** A panel has changed the stored session. This request's copy gets the change, too, or would undo it when it is saved. */
  merge(sid: string, before: Texts, after: Texts): void {
    const texts = new Map(this.known(sid)?.texts);
    applyTexts(this.request!.session!, before, after);
    for (const key of before.keys()) if (!after.has(key)) texts.delete(key);
    for (const [key, text] of after) if (before.get(key) !== text) texts.set(key, text);
    const snapshot = Snapshot.of(texts);
    this.knows(sid, snapshot);
    // What the panel has changed is no change of this request.
    if (this.loaded?.id === sid) this.loaded = this.loaded.holding(snapshot);
    this.#merged = true;
  }

  /** What a panel has changed is all that this copy has beyond what the request has loaded. */
  hasOnlyMerged(sid: string, snapshot: Snapshot): boolean {
    return this.#merged && this.known(sid)?.isSame(snapshot) === true;
  }
}
