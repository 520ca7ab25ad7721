/** The first call to a server: who is there, and does it let the panel in? */

import type { Hello } from "sessionscope/protocol";
import type { Endpoint } from "./address.ts";
import { CallFailed, type Client } from "./client.ts";
import type { Opened } from "./connection.ts";

/** The tokens the user has entered. */
export interface Keyring {
  /** Empty: none is kept for this project at this origin. */
  find(origin: string, server: string | null): string;
  /** It was refused: it is not offered again. */
  drop(origin: string, server: string | null, token: string): Promise<unknown>;
}

export interface Greeting extends Opened {
  readonly hello: Hello;
  /** Public id of the project that answered; null: it asked for no token. */
  readonly server: string | null;
}

export interface GreetingParts {
  readonly keyring: Keyring;
  /** A client that carries just this. */
  clientWith(opened: Opened): Pick<Client, "call">;
  /** The project that answers has named itself; null: it is one without a name. */
  onProject(server: string | null): void;
}

/**
 * Says hello, at first without a token. A server that asks for one names its project: it gets the token that is kept for
 * that project, or none.
 * @throws CallFailed
 */
export async function greet(endpoint: Endpoint, parts: GreetingParts, signal: AbortSignal): Promise<Greeting> {
  const { keyring, clientWith, onProject } = parts;
  const say = async (token: string, server: string | null): Promise<Greeting> => {
    const hello = await clientWith({ endpoint, token }).call("hello", {}, signal);
    return { endpoint, token, server, hello };
  };
  try {
    return await say("", null);
  } catch (asked) {
    const server = serverIn(asked, "token-required");
    if (server === undefined || signal.aborted) throw asked;
    onProject(server);
    const token = keyring.find(endpoint.origin, server);
    if (token === "") throw asked;
    try {
      return await say(token, server);
    } catch (refused) {
      if (serverIn(refused, "token-refused") === server) await keyring.drop(endpoint.origin, server, token);
      throw refused;
    }
  }
}

/** The project that failed the call with this code; undefined: the call failed otherwise. */
function serverIn(error: unknown, code: CallFailed["code"]): string | null | undefined {
  return error instanceof CallFailed && error.code === code ? (error.detail?.server ?? null) : undefined;
}
