// @vitest-environment happy-dom
import { cleanup, render, waitFor } from "@testing-library/preact";
import { afterEach, expect, test, vi } from "vitest";
import type { Editor } from "./json-editor/editor.ts";
import { JsonEditor } from "./json-editor.tsx";

const editor = { show() {}, mark() {}, describe() {}, tell() {}, focus: vi.fn(), close() {} } satisfies Editor;
// happy-dom has no layout, which the real editor measures.
vi.mock("./json-editor/editor.ts", () => ({ openEditor: () => editor }));
afterEach(() => {
  cleanup();
  editor.focus.mockClear();
});

test.each([true, false])(
  "the editor takes the focus over if it came while the editor was loading: %s",
  async (came) => {
    const { container } = render(<JsonEditor of="cart" label="JSON of cart" text="{}" />);
    const host = container.querySelector<HTMLElement>(".json-editor")!;
    expect(host.tabIndex).toBe(0);
    if (came) host.focus();
    await waitFor(() => expect(host.getAttribute("aria-busy")).toBe("false"));
    expect(editor.focus).toHaveBeenCalledTimes(came ? 1 : 0);
    expect(host.hasAttribute("tabindex")).toBe(false);
  },
);
