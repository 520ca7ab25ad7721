// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { UndoStrip, type UndoStripProps } from "./strip.tsx";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const show = (more: Partial<UndoStripProps> = {}) => {
  const [onUndo, onDismiss] = [vi.fn(), vi.fn()];
  const strip = { sentence: "Deleted coupon.", undoHint: null, failed: false, onUndo, onDismiss, ...more };
  const { container } = render(<UndoStrip {...strip} />);
  return { onUndo, onDismiss, strip: container.querySelector(".undo")! };
};

test("disappears after ten seconds", () => {
  const { onDismiss } = show();
  vi.advanceTimersByTime(9_999);
  expect(onDismiss).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onDismiss).toHaveBeenCalledOnce();
});

test("hover or focus stops the clock, which continues afterwards", () => {
  const { onDismiss, strip } = show();
  vi.advanceTimersByTime(6_000);
  fireEvent.pointerEnter(strip);
  vi.advanceTimersByTime(60_000);
  fireEvent.pointerLeave(strip);
  vi.advanceTimersByTime(3_000);
  fireEvent.focusIn(strip);
  vi.advanceTimersByTime(60_000);
  expect(onDismiss).not.toHaveBeenCalled();
  fireEvent.focusOut(strip);
  vi.advanceTimersByTime(1_000);
  expect(onDismiss).toHaveBeenCalledOnce();
});

test("its buttons undo and dismiss; a hint is the tooltip; without a step it has no Undo", () => {
  const { onUndo, onDismiss } = show({ undoHint: "Puts the 10 keys into a new session with a new key" });
  const undo = screen.getByRole("button", { name: "undo" });
  expect(undo.title).toBe("Puts the 10 keys into a new session with a new key");
  fireEvent.click(undo);
  fireEvent.click(screen.getByRole("button", { name: "dismiss" }));
  expect([onUndo.mock.calls.length, onDismiss.mock.calls.length]).toEqual([1, 1]);
  cleanup();
  show({ undoHint: undefined });
  expect(screen.queryByRole("button", { name: "undo" })).toBeNull();
});
