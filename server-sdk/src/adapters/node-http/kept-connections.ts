/**
 * Connections whose answer was ended and waits for its session to be saved. Express destroys a connection when a handler
 * fails after it has answered; such a connection is destroyed once the answer has gone.
 */

import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

interface Kept {
  readonly answers: Set<ServerResponse>;
  readonly destroy: Socket["destroy"];
}
/** Pipelined requests share a connection. */
const connections = new WeakMap<Socket, Kept>();

export function keepConnection(response: ServerResponse): void {
  const socket = socketOf(response);
  if (!socket) return;
  const kept = connections.get(socket);
  if (kept) {
    kept.answers.add(response);
    return;
  }
  connections.set(socket, { answers: new Set([response]), destroy: socket.destroy });
  socket.destroy = destroyLater;
}

/** The answer may go now. */
export function letGoOfConnection(response: ServerResponse): void {
  const socket = socketOf(response);
  const kept = socket && connections.get(socket);
  if (!socket || !kept?.answers.delete(response) || kept.answers.size > 0) return;
  socket.destroy = kept.destroy;
  connections.delete(socket);
}

/** An error is Node's own reason: the visitor has gone, and nobody is there to get the answer. */
function destroyLater(this: Socket, error?: Error): Socket {
  const kept = connections.get(this);
  const [answer] = kept?.answers ?? [];
  if (answer && !error) answer.once("finish", () => this.destroy());
  else if (kept) kept.destroy.call(this, error);
  else this.destroy(error);
  return this;
}

/** HTTP/2 streams end one by one. */
function socketOf(response: ServerResponse): Socket | undefined {
  return "stream" in response ? undefined : response.req?.socket;
}
