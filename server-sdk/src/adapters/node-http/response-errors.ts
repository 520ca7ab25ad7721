/** Errors around a response, as Node makes them, and what they mean in HTTP. */

/** For callbacks and streams, which want an Error. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** The HTTP status an error names, as frameworks read it; 500 when it names none. */
export function statusOf(error: unknown): number {
  const { status, statusCode } = (error ?? {}) as { status?: unknown; statusCode?: unknown };
  for (const named of [status, statusCode]) {
    if (typeof named === "number" && named >= 400 && named <= 599) return named;
  }
  return 500;
}

/** What Node throws at changes that come too late. */
export function headersSent(doing: string): Error {
  const error = new Error(`Cannot ${doing} headers after they are sent to the client`);
  return Object.assign(error, { code: "ERR_HTTP_HEADERS_SENT" });
}

/** @throws TypeError for what a response cannot write. */
export function checkChunk(chunk: unknown): void {
  if (typeof chunk === "string" || chunk instanceof Uint8Array) return;
  const error = new TypeError('The "chunk" argument must be of type string or an instance of Buffer or Uint8Array');
  throw Object.assign(error, { code: "ERR_INVALID_ARG_TYPE" });
}
