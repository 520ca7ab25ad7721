// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { afterEach, expect, test, vi } from "vitest";
import { late, lateForm } from "./late.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** As forms do: it takes the focus when it is drawn. */
function Form({ label }: { readonly label: string }): VNode {
  const [text, fill] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current!.focus(), []);
  return (
    <>
      <input ref={field} aria-label={label} value={text} onInput={(event) => fill(event.currentTarget.value)} />
      <output>{text}</output>
    </>
  );
}

/** A row with keys of its own, whose form opens at `Insert`. */
function showRow(form: Promise<typeof Form>) {
  const LateForm = lateForm(() => form);
  const heard: string[] = [];
  function Row(): VNode {
    const [open, setOpen] = useState(false);
    const hear = ({ key }: KeyboardEvent) => (key === "Insert" ? setOpen(true) : setOpen(key !== "Escape" && open));
    return (
      <>
        <button
          type="button"
          onKeyDown={(event) => {
            heard.push(event.key);
            hear(event);
          }}
        >
          row
        </button>
        {open && <LateForm label="name" />}
      </>
    );
  }
  render(<Row />);
  const row = screen.getByRole("button");
  row.focus();
  const press = (...keys: readonly string[]) => {
    for (const key of keys) fireEvent.keyDown(document.activeElement!, { key });
  };
  return { heard, press };
}

test("what is typed before a form has loaded is typed into it, and not into what had the focus", async () => {
  const loading = Promise.withResolvers<typeof Form>();
  const { heard, press } = showRow(loading.promise);
  press("Insert");
  press("c", "a", "d", "Backspace", "r", "t", "Delete", "Enter");
  expect(heard).toEqual(["Insert"]);
  loading.resolve(Form);
  const field = await screen.findByRole<HTMLInputElement>("textbox");
  expect(document.activeElement).toBe(field);
  expect(field.value).toBe("cart");
  await waitFor(() => expect(screen.getByRole("status").textContent).toBe("cart"));
});

test("a form that is left before it has loaded takes no more keys", async () => {
  const { heard, press } = showRow(new Promise(() => {}));
  press("Insert");
  press("c", "Escape");
  await waitFor(() => {
    press("x");
    expect(heard).toContain("x");
  });
  expect(heard).not.toContain("c");
});

test("a part is loaded once the browser is idle, and loaded again when it is shown if that failed", async () => {
  const idle: (() => void)[] = [];
  vi.stubGlobal("requestIdleCallback", (callback: () => void) => idle.push(callback));
  const load = vi
    .fn<() => Promise<typeof Form>>()
    .mockRejectedValueOnce(new Error("no such file"))
    .mockResolvedValue(Form);
  const Late = late(load);
  expect(load).not.toHaveBeenCalled();
  for (const callback of idle) callback();
  expect(load).toHaveBeenCalledOnce();
  await Promise.resolve();
  render(<Late label="name" />);
  await screen.findByRole("textbox");
  cleanup();
  render(<Late label="name" />);
  // It is there at once.
  screen.getByRole("textbox");
  expect(load).toHaveBeenCalledTimes(2);
});
