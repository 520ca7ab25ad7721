/** The timeline of the fake server: what the shop's requests and the panel's commands did to sessions. */

import {
  type Cause,
  type Ending,
  type Event,
  type Params,
  type RequestDetail,
  type RequestSummary,
  type Result,
  type Side,
  summaryLimits,
  valueCap,
} from "sessionscope/protocol";
import { refuse } from "./command-error.ts";
import type { FakeRedaction } from "./fake-redaction.ts";
import { shownText, sizeOf } from "./fake-shown-text.ts";

/** A session at one moment. */
export interface Picture extends Ending {
  readonly handle: string;
  readonly revision: number;
  readonly user: string | null;
  /** Key → JSON text. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What a request says of itself beside what it did. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  /** Its id, as in the header `Sessionscope`. */
  readonly request?: string;
  readonly status?: number;
  readonly read?: readonly string[];
  readonly failure?: NonNullable<RequestSummary["failure"]>;
  /** The revision that it loaded, if others have saved since. */
  readonly loaded?: number;
  readonly message?: string;
  readonly at?: number;
}

export interface FakeDeed {
  readonly cause: Cause;
  readonly outcome: RequestSummary["outcome"];
  readonly before: Picture | null;
  readonly after: Picture | null;
  readonly request?: FakeRequest | undefined;
}

interface Kept {
  readonly detail: Omit<RequestDetail, "changes">;
  readonly changes: ReadonlyMap<string, { readonly before: string | null; readonly after: string | null }>;
  readonly after: Picture | null;
}

type TimelineCommand = `timeline.${"list" | "entry" | "value" | "state" | "pause" | "clear"}`;

export class FakeTimeline {
  /** The panel's command that is running; null: the app works. */
  command: string | null = null;
  withoutSession = 0;
  readonly limits = { entries: 500, bytes: 4 * 1024 * 1024 };
  readonly #redaction: FakeRedaction;
  readonly #tell: (event: Event) => void;
  #kept: Kept[] = [];
  #entries = 0;
  #dropped = 0;
  #recording = true;

  constructor(redaction: FakeRedaction, tell: (event: Event) => void) {
    this.#redaction = redaction;
    this.#tell = tell;
  }

  record(deed: FakeDeed): void {
    if (!this.#recording) return;
    this.#entries += 1;
    const { before, after, request, outcome } = deed;
    const changes = outcome === "failed" ? new Map() : changesOf(before, after);
    const summary = summaryOf(this.#entries, deed, changes, this.command);
    this.#kept.push({
      detail: {
        summary,
        read: [...(request?.read ?? [])],
        expiryBefore: before && endingOf(before),
        expiryAfter: after && endingOf(after),
        cookieLine: summary.setCookie === null ? null : "sessionid=…; Path=/; HttpOnly; SameSite=Lax",
        storeCalls: summary.by === "panel" ? [] : callsOf(outcome),
        message: request?.message ?? null,
      },
      changes,
      after: outcome === "gone" ? null : after,
    });
    if (this.#kept.length > this.limits.entries) {
      this.#kept.shift();
      this.#dropped += 1;
    }
    this.#tell({ type: "request", ...summary });
  }

  readonly commands: { readonly [C in TimelineCommand]: (params: Params<C>) => Result<C> } = {
    "timeline.list": ({ before = Number.POSITIVE_INFINITY, limit, handle }) => {
      const found = this.#kept
        .map(({ detail }) => detail.summary)
        .filter(({ entry }) => entry < before)
        .filter((summary) => handle === undefined || [summary.handle, summary.previousHandle].includes(handle));
      return {
        entries: found.slice(-limit),
        more: found.length > limit,
        recording: this.#recording,
        withoutSession: this.withoutSession,
        dropped: this.#dropped,
        limits: this.limits,
        now: Date.now(),
      };
    },
    "timeline.entry": ({ entry }) => {
      const { detail, changes } = this.#demand(entry);
      const side = (key: string, text: string | null) => (text === null ? null : this.#side(key, text));
      return {
        ...detail,
        changes: [...changes].map(([key, { before, after }]) => ({
          key,
          before: side(key, before),
          after: side(key, after),
        })),
      };
    },
    "timeline.value": ({ entry, key, side }) => {
      const { changes, after } = this.#demand(entry);
      const text = side === "state" ? after?.texts.get(key) : changes.get(key)?.[side];
      if (typeof text !== "string") return refuse("bad-request", `There is no such value of ${key}.`);
      return { text: this.#redaction.mask(key, text) ?? text };
    },
    "timeline.state": ({ entry }) => {
      const { after } = this.#demand(entry);
      const entries = [...(after?.texts ?? [])].map(([key, text]) => ({ key, ...this.#side(key, text) }));
      return {
        handle: after?.handle ?? null,
        revision: after?.revision ?? null,
        expiry: after?.expiry ?? { kind: "policy" },
        user: after?.user ?? null,
        size: entries.reduce((sum, { key, size }) => sum + sizeOf(key) + size, 0),
        entries,
        exact: true,
      };
    },
    "timeline.pause": ({ paused }) => {
      this.#recording = !paused;
      return { recording: this.#recording };
    },
    "timeline.clear": () => {
      this.#kept = [];
      this.#dropped = 0;
      this.withoutSession = 0;
      return {};
    },
  };

  #demand(entry: number): Kept {
    const kept = this.#kept.find(({ detail }) => detail.summary.entry === entry);
    return kept ?? refuse("not-recorded", `The timeline has no entry ${entry}.`);
  }

  #side(key: string, text: string): Side {
    return shownText(key, text, valueCap, this.#redaction);
  }
}

const endingOf = ({ expiry, expiresAt }: Ending): Ending => ({ expiry, expiresAt });

function callsOf(outcome: RequestSummary["outcome"]): string[] {
  const second = { created: "create", stored: "commit", rotated: "rotate", touched: "touch", flushed: "delete" };
  const call = second[outcome as keyof typeof second];
  return outcome === "created" ? ["create"] : ["load", ...(call === undefined ? [] : [call])];
}

function changesOf(before: Picture | null, after: Picture | null): Kept["changes"] {
  const changes = new Map<string, { before: string | null; after: string | null }>();
  for (const key of new Set([...(before?.texts.keys() ?? []), ...(after?.texts.keys() ?? [])])) {
    const texts = { before: before?.texts.get(key) ?? null, after: after?.texts.get(key) ?? null };
    if (texts.before !== texts.after) changes.set(key, texts);
  }
  return changes;
}

function summaryOf(
  entry: number,
  { cause, outcome, before, after, request }: FakeDeed,
  changes: Kept["changes"],
  command: string | null,
): RequestSummary {
  const byPanel = cause.by === "panel";
  const texts = [...changes.values()];
  const count = (holds: (change: (typeof texts)[number]) => boolean) => texts.filter(holds).length;
  const saves = outcome !== "read" && outcome !== "not-saved" && outcome !== "failed";
  return {
    entry,
    at: cause.at,
    by: cause.by,
    method: cause.method,
    path: cause.path.slice(0, summaryLimits.pathLength),
    ...(byPanel ? { command: command ?? "" } : { request: cause.request ?? request?.request ?? `r${entry}` }),
    ...(cause.window !== undefined && { window: cause.window }),
    status: byPanel ? null : (request?.status ?? 200),
    handle: after?.handle ?? null,
    previousHandle: before && before.handle !== after?.handle ? before.handle : null,
    outcome,
    failure: request?.failure ?? null,
    revisionBefore: request?.loaded ?? before?.revision ?? null,
    revision: after?.revision ?? null,
    added: count((change) => change.before === null),
    changed: count((change) => change.before !== null && change.after !== null),
    removed: count((change) => change.after === null),
    cleared: command === "session.clear" || (outcome !== "read" && after?.texts.size === 0 && texts.length > 0),
    expiryChanged:
      after !== null && JSON.stringify(before?.expiry ?? { kind: "policy" }) !== JSON.stringify(after.expiry),
    keys: [...changes.keys()].slice(0, summaryLimits.keys).map((key) => key.slice(0, summaryLimits.keyLength)),
    setCookie: byPanel ? null : outcome === "flushed" ? "deleted" : saves ? "set" : null,
    duration: byPanel ? null : 4 + (entry % 7),
    loadTime: byPanel || outcome === "created" ? null : 0.2,
    commitTime: byPanel || !saves ? null : 0.6,
  };
}
