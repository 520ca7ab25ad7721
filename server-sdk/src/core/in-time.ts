/** Waiting for an answer that may never come. */

/** The answer; the error of `late` when it has not come after so many milliseconds. What comes afterwards is ignored. */
export function inTime<T>(answer: PromiseLike<T>, milliseconds: number, late: () => Error): Promise<T> {
  // Not Promise.race: this is on the way of every request, and a race costs several promises more.
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), milliseconds);
    answer.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
