/**
 * Two session middlewares for one request: where both use the same property, one sends the other's data to the browser,
 * or waits for what the other never calls.
 */

/** What a library leaves beside its session → the library. */
export type Traces = Readonly<Record<string, string>>;

/**
 * For a request (or context) that `mounting` is about to give its session. `held`: another middleware of this package
 * holds its response back.
 * @throws TypeError when there is a session already, naming both.
 */
export function refuseSecondSession(mounting: string, holder: object, traces: Traces, held = false): void {
  if (held) throw usedTwice(mounting, "an adapter of sessionscope that is at work already");
  if ("session" in holder)
    throw usedTwice(
      mounting,
      libraryOf(traces, (name) => name in holder),
    );
}

/** `other`: the middleware that has set a session already. */
export function usedTwice(mounting: string, other: string): TypeError {
  return new TypeError(
    `Sessions are in use twice for one request: by ${mounting} and by ${other}. Mount one of them, once, at the app.`,
  );
}

export function libraryOf(traces: Traces, has: (name: string) => boolean): string {
  const trace = Object.keys(traces).find(has);
  return trace === undefined ? "something else that sets a session, or by the same once more" : traces[trace]!;
}
