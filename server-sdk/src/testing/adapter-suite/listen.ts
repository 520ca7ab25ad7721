/** Servers for tests: on a free port of the loopback address; closing one ends its connections too. */

import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Server } from "./trial.ts";

/**
 * Has a server listen on a free port of the loopback address.
 *
 * @example
 * import { createServer } from "node:http";
 * import { listen } from "sessionscope/testing";
 * const server = await listen(createServer((_request, response) => response.end("hello")));
 * const answer = await fetch(server.origin);
 * await answer.text(); // => "hello"
 * await server.close();
 */
export async function listen(server: HttpServer): Promise<Server> {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return listening(server);
}

/**
 * The address and the end of a server that already listens.
 *
 * @example
 * import { once } from "node:events";
 * import { createServer } from "node:http";
 * import { listening } from "sessionscope/testing";
 * const app = createServer((_request, response) => response.end("hello")).listen(0, "127.0.0.1");
 * await once(app, "listening");
 * const server = listening(app);
 * const answer = await fetch(server.origin);
 * await answer.text(); // => "hello"
 * await server.close();
 */
export function listening(server: HttpServer): Server {
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
