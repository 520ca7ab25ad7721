/** Keys that are pressed while a form is still loading. */

/**
 * Holds them until a field of the form has the focus, and types them into it; what had the focus before does not get them.
 * Escape is not held, nor are shortcuts.
 * @returns what ends the wait, when there will be no form.
 */
export function holdKeys(): () => void {
  const end = new AbortController();
  let text = "";
  const hold = (event: KeyboardEvent) => {
    if (event.key === "Escape" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key === "Backspace") text = text.slice(0, -1);
    else if (event.key.length === 1) text += event.key;
  };
  const release = ({ target }: FocusEvent) => {
    end.abort();
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (!isField || text === "") return;
    target.setRangeText(text, target.selectionStart ?? 0, target.selectionEnd ?? 0, "end");
    target.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  document.addEventListener("keydown", hold, { capture: true, signal: end.signal });
  document.addEventListener("focusin", release, { signal: end.signal });
  return () => end.abort();
}
