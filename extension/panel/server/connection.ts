/** Whether there is a server to talk to, and if not, exactly why. Finds it, loses it, and finds it again by itself. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { type Hello, protocolVersion } from "sessionscope/protocol";
import type { Platform } from "../../platform/platform.ts";
import type { Endpoint } from "./address.ts";
import { CallFailed, type Client } from "./client.ts";
import type { Found } from "./endpoints.ts";

export type Connection =
  /** Nothing is known yet; nothing is said. */
  | { readonly state: "looking" }
  /** The tab shows a page of the browser itself. */
  | { readonly state: "no-page" }
  | { readonly state: "not-allowed"; readonly origin: string }
  /**
   * `status`: what the path answered. `announced`: responses carry our header all the same. `refused`: an endpoint
   * answered, and it does not serve this extension.
   */
  | {
      readonly state: "no-endpoint";
      readonly endpoint: Endpoint;
      readonly status: number | null;
      readonly announced: boolean;
      readonly refused: boolean;
      /** What it did that the protocol forbids; null: nothing, it is no endpoint. */
      readonly fault: string | null;
    }
  /** `server`: public id of the project whose token is asked for; null: the app chose the token. */
  | { readonly state: "token-required"; readonly endpoint: Endpoint; readonly server: string | null }
  | {
      readonly state: "token-refused";
      readonly endpoint: Endpoint;
      readonly server: string | null;
      /** Tries left this minute; null: the server counts none. */
      readonly triesLeft: number | null;
    }
  | {
      readonly state: "other-version";
      readonly endpoint: Endpoint;
      readonly versions: readonly number[];
      /** Version of the server's package, if it said so. */
      readonly sdk: string | null;
    }
  /** `server`: public id of the project; null: it named none. */
  | { readonly state: "live"; readonly endpoint: Endpoint; readonly server: string | null }
  /** Nobody answers. Tried again by itself. */
  | {
      readonly state: "away";
      readonly endpoint: Endpoint;
      /** Milliseconds since the epoch of the last answer; null: none yet. */
      readonly answeredAt: number | null;
      readonly nextTryAt: number;
      /** How many tries have failed. */
      readonly tries: number;
    };

/** Does it end by something the user does, perhaps elsewhere? */
export const waitsForUser = ({ state }: Connection): boolean =>
  state === "not-allowed" || state === "no-endpoint" || state === "token-required" || state === "token-refused";

/** What a connection was opened with. Every call of it carries this, whatever is kept by then. */
export interface Opened {
  readonly endpoint: Endpoint;
  /** Empty: the server asked for none. */
  readonly token: string;
}

/** The tokens the user has entered. */
export interface Keyring {
  /** Empty: none is kept for this project at this origin. */
  find(origin: string, server: string | null): string;
  /** It was refused: it is not offered again. */
  drop(origin: string, server: string | null, token: string): Promise<unknown>;
}

export interface Connector {
  readonly connection: ReadonlySignal<Connection>;
  readonly hello: ReadonlySignal<Hello | null>;
  /** What calls carry now; null: there is nobody to call. */
  readonly opened: Opened | null;
  /** Where it looks, or looked last. */
  readonly target: Endpoint | null;
  /** Looks at what `find` gives now. What is shown stays until there is something else to show. */
  look(): Promise<void>;
  /** A call failed: what does that say of the connection? */
  failed(error: CallFailed): void;
  /** A call was answered. */
  answered(): void;
}

/** Milliseconds between tries. */
const backOff = [1000, 2000, 4000, 8000, 15_000];
/** Refusals that are about the token. */
const tokenTroubles: ReadonlySet<string> = new Set(["token-required", "token-refused", "too-many-guesses"]);
/** What a proxy answers while the server behind it is away. */
const proxyDown = new Set([502, 503, 504]);

export interface Means {
  readonly origins: Platform["origins"];
  readonly keyring: Keyring;
  /** A client that carries just this. */
  reach(opened: Opened): Pick<Client, "call">;
  /** Where the endpoint of the page must be; null: the page is none of the web. */
  find(): Found | null;
  /** Another project than the last one answers at the address. */
  turned(): void;
  /** Done between the server's first word and being live. What it waits for ends with the signal. */
  greeted(): Promise<unknown>;
}

export function connect({ origins, keyring, reach, find, turned, greeted }: Means, end: AbortSignal): Connector {
  const connection = signal<Connection>({ state: "looking" });
  const hello = signal<Hello | null>(null);
  let attempt = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let answeredAt: number | null = null;
  let target: Endpoint | null = null;
  let opened: Opened | null = null;
  /** Public id of the project that `hello` is of; null: it named none. */
  let project: string | null = null;

  end.addEventListener("abort", () => {
    clearTimeout(timer);
    attempt.abort();
  });

  const become = (next: Connection) => {
    clearTimeout(timer);
    if (next.state !== "live") opened = null;
    if (JSON.stringify(next) !== JSON.stringify(connection.value)) connection.value = next;
    if (next.state === "away") timer = setTimeout(look, next.nextTryAt - Date.now());
  };
  const startAnew = () => {
    answeredAt = null;
    hello.value = null;
    become({ state: "looking" });
  };
  /** Projects take turns at one address: nothing of the last one is true of this one. */
  const meet = (server: string | null) => {
    const other = hello.value !== null && project !== server;
    project = server;
    if (!other) return;
    startAnew();
    turned();
  };
  const turnTo = (endpoint: Endpoint | null) => {
    const same = endpoint?.origin === target?.origin && endpoint?.path === target?.path;
    target = endpoint;
    if (!same) startAnew();
  };

  /**
   * Says hello, at first without a token: who asks for one says for which project, and gets the one kept for it or none.
   * @throws CallFailed
   */
  const greet = async (endpoint: Endpoint, signal: AbortSignal) => {
    const say = async (token: string, server: string | null) => {
      const answer = await reach({ endpoint, token }).call("hello", {}, signal);
      return { answer, token, server };
    };
    try {
      return await say("", null);
    } catch (asked) {
      const server = serverIn(asked, "token-required");
      if (server === undefined || signal.aborted) throw asked;
      meet(server);
      const token = keyring.find(endpoint.origin, server);
      if (token === "") throw asked;
      try {
        return await say(token, server);
      } catch (refused) {
        if (serverIn(refused, "token-refused") === server) await keyring.drop(endpoint.origin, server, token);
        throw refused;
      }
    }
  };

  const look = async (): Promise<void> => {
    attempt.abort();
    attempt = new AbortController();
    const { signal: mine } = attempt;
    const found = find();
    turnTo(found?.endpoint ?? null);
    if (found === null) return become({ state: "no-page" });
    const { endpoint } = found;
    const allowed = await origins.allowed(endpoint.origin);
    if (mine.aborted) return;
    if (!allowed) return become({ state: "not-allowed", origin: endpoint.origin });
    try {
      const { answer, token, server } = await greet(endpoint, mine);
      if (mine.aborted) return;
      meet(server);
      answeredAt = Date.now();
      if (answer.versions.includes(protocolVersion)) {
        hello.value = answer;
        opened = { endpoint, token };
        await greeted();
        if (!mine.aborted) become({ state: "live", endpoint, server });
      } else become({ state: "other-version", endpoint, versions: answer.versions, sdk: answer.sdk });
    } catch (error) {
      if (mine.aborted) return;
      if (!(error instanceof CallFailed)) throw error;
      if (error.code !== "moved") become(verdict(error, found));
    }
  };

  const away = (endpoint: Endpoint): Connection => {
    const { value: before } = connection;
    const tries = before.state === "away" ? before.tries + 1 : 1;
    const wait = backOff[Math.min(tries, backOff.length) - 1]!;
    return { state: "away", endpoint, answeredAt, nextTryAt: Date.now() + wait, tries };
  };

  const verdict = (error: CallFailed, { endpoint, announced }: Found): Connection => {
    const { code, status, detail } = error;
    const server = detail?.server ?? null;
    if (code === "not-allowed") return { state: "not-allowed", origin: endpoint.origin };
    if (code === "unreachable" || code === "timeout") return away(endpoint);
    if (code === "no-endpoint" && status !== null && proxyDown.has(status)) return away(endpoint);
    if (code === "token-required") {
      const { value: before } = connection;
      // Still the project that refused the last one: what was said of that stays.
      if (before.state === "token-refused" && before.server === server) return before;
      return { state: "token-required", endpoint, server };
    }
    if (code === "token-refused" || code === "too-many-guesses") {
      return { state: "token-refused", endpoint, server, triesLeft: detail?.triesLeft ?? null };
    }
    if (code === "wrong-version") {
      return { state: "other-version", endpoint, versions: detail?.versions ?? [], sdk: detail?.sdk ?? null };
    }
    const fault = code === "bad-answer" || code === "too-much" ? error.message : null;
    return { state: "no-endpoint", endpoint, status, announced, refused: code === "not-found", fault };
  };

  return {
    connection,
    hello,
    get opened() {
      return opened;
    },
    get target() {
      return target;
    },
    look,
    failed(error) {
      const found = find();
      if (found === null || connection.value.state !== "live") return;
      // Another project may be here by now: it is asked without a token first.
      if (tokenTroubles.has(error.code)) return void look();
      const next = verdict(error, found);
      // A command that was refused says nothing of the connection.
      if (next.state !== "no-endpoint" || error.code === "no-endpoint" || next.refused) become(next);
    },
    answered() {
      answeredAt = Date.now();
    },
  };
}

/** Who it is that refused with this code; undefined: it is no such refusal. */
function serverIn(error: unknown, code: CallFailed["code"]): string | null | undefined {
  return error instanceof CallFailed && error.code === code ? (error.detail?.server ?? null) : undefined;
}
