/**
 * The `Response` that `@hono/node-server` puts in place of Node's: it keeps what it was made of, and writes it to the socket as it
 * is. Whoever asks for its `body` makes a stream of that, which costs more than everything else a session does to a request.
 */

export interface LightContent {
  readonly status: number;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
}

/**
 * What a light response was made of, to make another. `undefined`: the response is of another kind, holds a stream, or was
 * read. The package does not publish where it keeps this; where it is not found, responses are copied through their streams.
 */
export function lightContent(response: Response): LightContent | undefined {
  const place = Object.getOwnPropertySymbols(response).find(({ description }) => description === "cache");
  const kept: unknown = place && Reflect.get(response, place);
  if (!Array.isArray(kept) || kept.length !== 3) return undefined;
  const [status, body] = kept as unknown[];
  return typeof status === "number" && isPlain(body) ? { status, body } : undefined;
}

function isPlain(body: unknown): body is LightContent["body"] {
  return typeof body === "string" || body === null || body instanceof Uint8Array;
}
