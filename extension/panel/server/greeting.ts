/** The first call to a server. It finds out which project answers, and whether the server accepts the panel's token. */

import type { Hello } from "sessionscope/protocol";
import type { Endpoint } from "./address.ts";
import { CallFailed, type Client } from "./client.ts";
import type { Opened } from "./connection.ts";

/** The tokens that the user has entered. */
export interface Keyring {
  /** The token kept for this project at this origin; empty: none. */
  find(origin: string, server: string | null): string;
  /** Forgets a refused token, so that it is not sent again. */
  drop(origin: string, server: string | null, token: string): Promise<unknown>;
}

export interface Greeting extends Opened {
  readonly hello: Hello;
  /** Public id of the project that answered; null: it asked for no token, or its app chose the token. */
  readonly server: string | null;
}

export interface GreetingParts {
  readonly keyring: Keyring;
  /** Creates a client whose calls carry the given token and no cookie. */
  clientWith(opened: Opened): Pick<Client, "call">;
  /** Called with the public id of the project that asks for its token; null: the app chose the token. */
  onProject(server: string | null): void;
}

/**
 * Says hello, at first without a token. A server that asks for a token names its project. It gets only the token that is
 * kept for that project.
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

/** The project that answered the call with this error; undefined: the call failed otherwise. */
function serverIn(error: unknown, code: CallFailed["code"]): string | null | undefined {
  return error instanceof CallFailed && error.code === code ? (error.detail?.server ?? null) : undefined;
}
