/**
 * The keyboard shortcuts of the whole panel, handled on the body after the elements nearer to the focus. DevTools listens
 * on the document and handles Escape, Ctrl+Z, F2, ? and others. A keyboard event that the panel has handled
 * (preventDefault) must not reach DevTools (stopPropagation).
 */

import type { Panel } from "../state.ts";
import { stopIn } from "../widgets/focus.ts";
import type { TabSlots } from "./tab-slots.ts";

export interface FrameKeys {
  readonly panel: Panel;
  readonly tabs: TabSlots;
  /** The element of the visible tab. */
  view(): HTMLElement | null;
  openShortcuts(): void;
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches("input:not([type=checkbox], [type=radio]), textarea, select, .json-editor"));

export function frameKeys(frame: FrameKeys): (event: KeyboardEvent) => void {
  return (event) => {
    if (!event.defaultPrevented && take(event, frame)) event.preventDefault();
    // In a field Ctrl+Z is the field's own undo. DevTools would cancel it.
    if (event.defaultPrevented || (isField(event.target) && isEditing(event))) event.stopPropagation();
  };
}

const isEditing = (event: KeyboardEvent) =>
  (event.ctrlKey || event.metaKey) && /^[zyacvx]$/i.test(event.key) && !event.altKey;

function take(event: KeyboardEvent, frame: FrameKeys): boolean {
  const { panel } = frame;
  const command = event.ctrlKey || event.metaKey;
  // An open dialog or popover handles all keys until it closes.
  if (event.altKey || (event.target instanceof Element && event.target.closest("dialog, [popover]"))) return false;
  if (command && event.key.toLowerCase() === "k") return focusFilter(frame);
  if (event.key === "F6") return nextPane(frame, event.shiftKey ? -1 : 1);
  if (isField(event.target)) return frame.tabs.current.peek()?.opened.peek()?.onKey?.(event) ?? false;
  if (command && event.key.toLowerCase() === "z") {
    void (event.shiftKey ? panel.undo.redo() : panel.undo.undo());
    return true;
  }
  if (!command && panel.options.peek().singleKeys) {
    const slot = /^[1-9]$/.test(event.key) ? frame.tabs.all[Number(event.key) - 1] : undefined;
    if (slot !== undefined) {
      frame.tabs.select(slot.tab.id);
      return true;
    }
    if (event.key === "/") return focusFilter(frame);
    if (event.key === "?") {
      frame.openShortcuts();
      return true;
    }
  }
  return frame.tabs.current.peek()?.opened.peek()?.onKey?.(event) ?? false;
}

function focusFilter({ view }: FrameKeys): boolean {
  const field = view()?.querySelector<HTMLInputElement>("[data-filter]");
  if (!field?.checkVisibility()) return false;
  field.focus();
  field.select();
  return true;
}

/** The panes that F6 visits: toolbar, list, detail, or a screen in their place. Each is a `data-pane` or a toolbar. */
function nextPane({ view }: FrameKeys, by: 1 | -1): boolean {
  const panes = [...(view()?.querySelectorAll<HTMLElement>("[data-pane], [role=toolbar]") ?? [])].filter(
    (pane) => pane.parentElement!.closest("[data-pane]") === null && stopIn(pane) !== undefined,
  );
  if (panes.length === 0) return false;
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  stopIn(panes.at(at === -1 ? (by === 1 ? 0 : -1) : (at + by) % panes.length)!)!.focus();
  return true;
}
