/** Waiting for an answer that may never come. */

/** A timer that is this late shows that the whole process stood still, or was busy. */
const standstillMs = 100;
/** The extra time that answers then get: they may lie unread, or still be on their way. */
const graceMs = 1000;

/**
 * Calls `whenLate` after `timeoutMs`. A process that was stopped meanwhile (SIGSTOP, a paused container, a
 * sleeping machine) first has time to take what has come: its timers are the first to run, before anything is read.
 * @returns a function that cancels the deadline.
 */
export function startDeadline(timeoutMs: number, whenLate: () => void): () => void {
  let due = performance.now() + timeoutMs;
  let graceLeftMs = Math.min(graceMs, timeoutMs);
  let timer = setTimeout(check, timeoutMs);
  function check(): void {
    const late = performance.now() - due;
    if (late < standstillMs || graceLeftMs === 0) {
      whenLate();
      return;
    }
    due += late + graceLeftMs;
    timer = setTimeout(check, graceLeftMs);
    graceLeftMs = 0;
  }
  return () => clearTimeout(timer);
}

/** The answer; or the error that `late` makes, when no answer has come after `timeoutMs`. A later answer is ignored. */
export function inTime<T>(answer: PromiseLike<T>, timeoutMs: number, late: () => Error): Promise<T> {
  // Not Promise.race: this is on the way of every request, and a race costs several promises more.
  return new Promise((resolve, reject) => {
    const callOff = startDeadline(timeoutMs, () => reject(late()));
    answer.then(
      (value) => {
        callOff();
        resolve(value);
      },
      (error: unknown) => {
        callOff();
        reject(error);
      },
    );
  });
}
