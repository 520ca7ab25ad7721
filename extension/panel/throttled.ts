/** Runs an action once for several calls in quick succession. */

/** Milliseconds from the first call to the action; further calls in this time add none. */
const delay = 120;

export function throttled(act: () => void, end: AbortSignal): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  end.addEventListener("abort", () => clearTimeout(timer));
  return () => {
    if (end.aborted || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      act();
    }, delay);
  };
}
