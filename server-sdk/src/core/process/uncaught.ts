/**
 * Errors of a session that the app's code does not catch. In a timer, a listener, or an async handler that nobody waits
 * for (Express 4), they would end the process, for all its visitors.
 */

type Take = (error: unknown) => void;

const takers = new WeakMap<WeakKey, Take>();
let listening = false;

/**
 * Call this before an error is thrown into the app's code. If nobody catches the error, `take` gets it and the process
 * goes on. That covers errors that surface before the event loop turns; an error that the app catches and throws again
 * later is the app's.
 */
export function ifUncaught(error: Error, take: Take): void {
  takers.set(error, take);
  if (listening) return;
  listening = true;
  process.prependListener("uncaughtException", onUncaught);
  process.prependListener("unhandledRejection", onUncaught);
  setImmediate(() => {
    listening = false;
    process.off("uncaughtException", onUncaught);
    process.off("unhandledRejection", onUncaught);
  });
}

/** Warns of an error that no response can answer any more, with its stack. */
export function warnOfUncaught(error: unknown): void {
  const { message, stack } = error as Error;
  process.emitWarning(`${message} Nobody caught this error.`, {
    type: "SessionscopeWarning",
    code: "SESSIONSCOPE_UNCAUGHT",
    detail: stack,
  });
}

function onUncaught(this: NodeJS.Process, error: unknown, about: unknown): void {
  const take = takers.get(error as WeakKey);
  const event = typeof about === "string" ? "uncaughtException" : "unhandledRejection";
  if (take) take(error);
  // The error is not ours, and nobody else listens: it ends the process, as it would without this listener.
  else if (process.listenerCount(event) === 1) throw error;
}
