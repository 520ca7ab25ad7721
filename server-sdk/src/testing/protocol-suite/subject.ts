/** The server that the protocol suite is run on, and which of its tests it cannot be asked. */

export interface ProtocolServer {
  /** The endpoint's address, for instance `http://127.0.0.1:8000/__sessionscope__`. */
  readonly url: string;
  readonly token: string;
  /** Where its sessions are, as `hello` says: in a store of the server (unless given), or in their cookies. */
  readonly kind?: "server" | "client";
  /** Sends the requests, for a server without a socket; the global `fetch` unless given. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /**
   * Stores a session with these values as the app would, and answers the value of its cookie. The endpoint itself
   * writes no value that it hides: without this function, what it shows of hidden ones is not tested.
   */
  makeSession?(values: Readonly<Record<string, unknown>>): Promise<string>;
  /** Has the store fail for as long as `work` takes. Without it, the answer of a store that fails is not tested. */
  whileStoreFails?(work: () => Promise<void>): Promise<void>;
  /**
   * The suite may send wrong tokens until the server looks at none for up to a minute, in its last test. A token that
   * was generated is never locked, and then nothing is lost by it.
   */
  readonly mayLock?: boolean;
  /** The suite may pause the server's timeline for a moment, and forget all its entries. */
  readonly mayClear?: boolean;
  /** Abilities that the server or its caller does not have, each with the reason why its tests are skipped. */
  readonly lacks?: Readonly<Partial<Record<Exclude<Need, "server" | "client">, string>>>;
}

/**
 * What not every server has: sessions in a store (`server`) or in their cookies (`client`), a record of who changed
 * what in the process that answers (`recording`) and of what was done (`timeline`), tickets for an undo there (`undo`),
 * a store that can list (`store`), sessions that end on the server (`ending`) and tell when (`deadlines`), the kinds of expiry that a library
 * may not keep (`moment`, `browser-close`), a size that a session may have (`limit`), edits beside hidden parts (`besideHidden`), the cookie lab (`lab`), an app that makes sessions for the suite (`app`), a store that can be made to fail (`faults`),
 * a token that may be locked (`lock`), a timeline that may be cleared (`clearing`).
 */
export type Need =
  | "server"
  | "client"
  | "recording"
  | "timeline"
  | "undo"
  | "store"
  | "ending"
  | "deadlines"
  | "moment"
  | "browser-close"
  | "limit"
  | "besideHidden"
  | "lab"
  | "app"
  | "faults"
  | "lock"
  | "clearing";

export function lacksOf(server: ProtocolServer): Readonly<Partial<Record<Need, string>>> {
  const { kind = "server", lacks, mayLock = false, mayClear = false } = server;
  return {
    ...(kind === "server"
      ? { client: "its sessions are in a store" }
      : { server: "its sessions are in their cookies" }),
    ...(!server.makeSession && { app: "it was given no makeSession" }),
    ...(!server.whileStoreFails && { faults: "it was given no whileStoreFails" }),
    ...(!mayClear && { clearing: "it did not allow its timeline to be cleared (mayClear)" }),
    ...(!mayLock && { lock: "it did not allow its token to be locked (mayLock)" }),
    ...lacks,
  };
}
