/** What requests to the auth handler do to sessions, as the library's database hooks tell it. */

import type { HandledRequest, Inspected, SeenRequest, SeenSession } from "../base/serve-bridge.ts";
import { cookiesIn } from "../base/set-cookie-lines.ts";
import type { Held } from "../bridge.ts";
import type { AuthBridge } from "./bridge.ts";
import type { EndpointContext, FoundRow, SessionRow } from "./library.ts";

type HeldRow = Held<{ readonly found: FoundRow }>;

/** A request to the auth handler, and what hooks have told of it. */
export interface Visit {
  readonly requestId: string;
  readonly request: Request;
  readonly start: number;
  /** As it was before the first update. */
  before: HeldRow | null;
  after: SessionRow | null;
  outcome: "created" | "stored" | null;
  readonly ended: SessionRow[];
}

type Deed = Pick<HandledRequest, "before" | "after" | "outcome">;

type Hook = (row: unknown, context: unknown) => Promise<void>;

export class Visits {
  readonly #bridge: AuthBridge;
  readonly #byRequest = new WeakMap<Request, Visit>();
  readonly #warn: (error: unknown) => void;
  #count = 0;

  constructor(bridge: AuthBridge, warn: (error: unknown) => void) {
    this.#bridge = bridge;
    this.#warn = warn;
  }

  begin(request: Request): Visit {
    const start = performance.now();
    const visit: Visit = {
      requestId: `${++this.#count}`,
      request,
      start,
      before: null,
      after: null,
      outcome: null,
      ended: [],
    };
    this.#byRequest.set(request, visit);
    return visit;
  }

  /** For the library. They never fail, and never stand in the way of what the library does. */
  hooks() {
    const created = this.#hook((visit, row) => {
      Object.assign(visit, { after: row, outcome: "created" });
    });
    const updates = this.#hook(async (visit) => {
      const sent = cookiesIn(visit.request.headers.get("cookie") ?? undefined);
      if (visit.outcome === null) visit.before = await this.#bridge.read(sent);
    });
    const updated = this.#hook((visit, row) => {
      // An update of another session than the browser's is no deed of this one.
      if (row && row.id === visit.before?.id) Object.assign(visit, { after: row, outcome: visit.outcome ?? "stored" });
    });
    const deleted = this.#hook((visit, row) => {
      if (row) visit.ended.push(row);
    });
    return {
      session: {
        create: { after: created },
        update: { before: updates, after: updated },
        delete: { after: deleted },
      },
    };
  }

  /** The request has been answered. */
  end(inspected: Inspected, visit: Visit, { status, headers }: Response): void {
    const { requestId, request, ended, start } = visit;
    const by = { requestId, method: request.method, path: new URL(request.url).pathname };
    for (const { id } of ended) inspected.ended(id, by);
    const done = this.#left(inspected, visit, by) ?? this.#endedBy(inspected, visit);
    if (done === null) {
      inspected.endpoint.withoutSession();
      return;
    }
    const setCookie = done.after === null ? "deleted" : headers.has("set-cookie") ? "set" : null;
    inspected.enterRequest({ ...by, ...done, status, duration: performance.now() - start, setCookie });
  }

  #left(inspected: Inspected, { outcome, before, after }: Visit, by: SeenRequest): Deed | null {
    if (outcome === null || after === null) return null;
    const held = this.#held(after);
    const found = outcome === "stored" ? before : null;
    const seenBefore = found && seen(inspected, found);
    const revision = inspected.saved(held.id, held, found?.entries ?? null, by);
    const isSame = found !== null && JSON.stringify([...found.entries]) === JSON.stringify([...held.entries]);
    return { before: seenBefore, after: { ...held, revision }, outcome: isSame ? "touched" : outcome };
  }

  #endedBy(inspected: Inspected, { ended: [row] }: Visit): Deed | null {
    return row ? { before: seen(inspected, this.#held(row)), after: null, outcome: "flushed" } : null;
  }

  #held(session: SessionRow): Held<unknown> {
    const { userId } = session as SessionRow & { readonly userId: string };
    return { ...this.#bridge.heldOf({ session, user: { id: userId } }, new Map()), user: undefined };
  }

  #hook(heard: (visit: Visit, row: SessionRow | null) => void | Promise<void>): Hook {
    return async (row, context) => {
      try {
        const { request } = (context ?? {}) as Partial<EndpointContext>;
        // What the panel does, and what pages do through `auth.api`, has no request.
        const visit = request && this.#byRequest.get(request);
        if (visit) await heard(visit, row as SessionRow | null);
      } catch (error) {
        this.#warn(error);
      }
    };
  }
}

function seen(inspected: Inspected, held: Held<unknown>): SeenSession {
  return { ...held, revision: inspected.loaded(held.id, held) };
}
