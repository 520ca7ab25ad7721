/** Finds the server and keeps the connection: says hello, tries again, and updates the state after failed calls. */

import { protocolVersion } from "sessionscope/protocol";
import type { Platform } from "../../platform/platform.ts";
import type { Endpoint } from "./address.ts";
import { CallFailed, type Client } from "./client.ts";
import type { Connection, Opened, ServerState } from "./connection.ts";
import { connectionAfter } from "./connection-after-failure.ts";
import type { Found } from "./endpoints.ts";
import { greet, type Keyring } from "./greeting.ts";
import { sameEndpoint } from "./visit.ts";

export interface Connector {
  /** Calls the endpoint that `find` returns now. For the same endpoint, the state stays until the answer is known. */
  look(): Promise<void>;
  /** Updates the state after a failed call. */
  failed(error: CallFailed): void;
  /** Notes the time of an answer. */
  answered(): void;
}

export interface ConnectorParts {
  readonly server: ServerState;
  readonly origins: Platform["origins"];
  readonly keyring: Keyring;
  /** Creates a client whose calls carry the given token and no cookie. */
  clientWith(opened: Opened): Pick<Client, "call">;
  /** The endpoint to use for the page; null: the page is not of the web. */
  find(): Found | null;
  /** Called when another project than before answers at the address. */
  onOtherProject(): void;
  /** Runs after the server has answered; once it resolves, the state becomes "live". */
  beforeLive(): Promise<unknown>;
}

/** Codes of the failures that concern the token. */
const aboutToken: ReadonlySet<string> = new Set(["token-required", "token-refused", "too-many-guesses"]);

export function connect(parts: ConnectorParts, end: AbortSignal): Connector {
  const { server: state, origins, keyring, clientWith, find, onOtherProject, beforeLive } = parts;
  const { connection, hello, opened, target } = state;
  let attempt = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let answeredAt: number | null = null;
  /** Public id of the project that sent `hello`; null: the server named none. */
  let project: string | null = null;

  end.addEventListener("abort", () => {
    clearTimeout(timer);
    attempt.abort();
  });

  const become = (next: Connection) => {
    clearTimeout(timer);
    if (next.state !== "live") opened.value = null;
    if (JSON.stringify(next) !== JSON.stringify(connection.peek())) connection.value = next;
    if (next.state === "away") timer = setTimeout(look, next.nextTryAt - Date.now());
  };
  const startAnew = () => {
    answeredAt = null;
    hello.value = null;
    become({ state: "looking" });
  };
  /** Another project may start at the same address. Everything known of the project before it is forgotten. */
  const onProject = (answering: string | null) => {
    const other = hello.peek() !== null && project !== answering;
    project = answering;
    if (!other) return;
    startAnew();
    onOtherProject();
  };
  const turnTo = (endpoint: Endpoint | null) => {
    const same = sameEndpoint(endpoint, target.peek());
    target.value = endpoint;
    if (!same) startAnew();
  };
  const after = (error: CallFailed, found: Found) =>
    connectionAfter(error, found, { connection: connection.peek(), answeredAt }, Date.now());

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
      const greeting = await greet(endpoint, { keyring, clientWith, onProject }, mine);
      if (mine.aborted) return;
      onProject(greeting.server);
      answeredAt = Date.now();
      const { versions, sdk } = greeting.hello;
      if (!versions.includes(protocolVersion)) return become({ state: "other-version", endpoint, versions, sdk });
      hello.value = greeting.hello;
      opened.value = { endpoint, token: greeting.token };
      await beforeLive();
      if (!mine.aborted) become({ state: "live", endpoint, server: greeting.server });
    } catch (error) {
      if (mine.aborted) return;
      if (!(error instanceof CallFailed)) throw error;
      if (error.code !== "moved") become(after(error, found));
    }
  };

  return {
    look,
    failed(error) {
      const found = find();
      if (found === null || connection.peek().state !== "live") return;
      // Another project may answer at the address by now, so `look` first says hello without a token.
      if (aboutToken.has(error.code)) return void look();
      const next = after(error, found);
      // A command error does not change the connection.
      if (next.state !== "no-endpoint" || error.code === "no-endpoint" || next.refused) become(next);
    },
    answered() {
      answeredAt = Date.now();
    },
  };
}
