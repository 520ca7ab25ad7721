import { expect, test, vi } from "vitest";
import { fakeBrowser, type Messages } from "../../platform/fake.ts";
import messages from "../../public/_locales/en/messages.json" with { type: "json" };
import { createPanel } from "../state.ts";
import type { OpenTab, Tab } from "../tab.ts";
import { createTabSlots } from "./tab-slots.ts";

const drawn: OpenTab = { View: () => null, Status: () => null };

async function openSlots(chosenBefore?: string) {
  const opened: string[] = [];
  const shown: unknown[] = [];
  const tab = (id: string): Tab => ({
    id,
    title: "timeline",
    icon: "tree",
    needs: "page",
    async open() {
      opened.push(id);
      if (id === "broken" && opened.indexOf(id) === opened.length - 1) throw new Error("no such file.");
      return { ...drawn, show: (what) => void shown.push([id, what]) };
    },
  });
  const browser = fakeBrowser({ messages: messages as Messages, url: "http://localhost:3000/" });
  if (chosenBefore !== undefined) browser.stored.set("layout", { tab: chosenBefore });
  const end = new AbortController();
  const panel = await createPanel(browser.platform, end.signal);
  const slots = createTabSlots(panel, [tab("first"), tab("timeline"), tab("broken")], end.signal);
  await Promise.resolve();
  return { panel, slots, opened, shown, end };
}

test("the panel opens the tab it shows and no other", async () => {
  const { slots, opened, end } = await openSlots();
  expect(opened).toEqual(["first"]);
  expect(slots.all.map(({ opened: one }) => one.value)).toEqual([expect.objectContaining(drawn), null, null]);
  end.abort();
});

test("the panel begins with the tab that was chosen last", async () => {
  const { slots, opened, end } = await openSlots("timeline");
  expect(opened).toEqual(["timeline"]);
  expect(slots.current.value?.tab.id).toBe("timeline");
  end.abort();
});

test("the panel begins with its first tab when the one chosen last is gone", async () => {
  const { opened, end } = await openSlots("removed");
  expect(opened).toEqual(["first"]);
  end.abort();
});

test("a tab is opened when it is first shown, once, and stays open", async () => {
  const { slots, opened, end } = await openSlots();
  for (const id of ["timeline", "first", "timeline"]) slots.select(id);
  await Promise.resolve();
  expect(opened).toEqual(["first", "timeline"]);
  expect(slots.all.map(({ opened: one }) => one.value)).toEqual([
    expect.objectContaining(drawn),
    expect.objectContaining(drawn),
    null,
  ]);
  end.abort();
});

test("a tab that is chosen for the first time is shown once it is drawn; the one before stays until then", async () => {
  const { slots, end } = await openSlots();
  slots.select("timeline");
  expect(slots.current.value?.tab.id).toBe("first");
  await Promise.resolve();
  expect(slots.current.value?.tab.id).toBe("first");
  for (const slot of slots.all) slot.markDrawn();
  expect(slots.current.value?.tab.id).toBe("timeline");
  slots.select("first");
  expect(slots.current.value?.tab.id).toBe("first");
  end.abort();
});

test("a tab whose code fails to load says so, and is tried again when it is chosen again", async () => {
  const { panel, slots, opened, end } = await openSlots();
  slots.select("broken");
  await vi.waitFor(() => expect(panel.undo.strip.value?.failed).toBe(true));
  expect(panel.undo.strip.value?.sentence).toBe(
    "The tab “Timeline” could not be loaded: no such file. Choose it again.",
  );
  expect(slots.current.value?.tab.id).toBe("first");
  slots.select("broken");
  await vi.waitFor(() => expect(slots.all[2]?.opened.value).toMatchObject(drawn));
  expect(opened).toEqual(["first", "broken", "broken"]);
  end.abort();
});

test("a panel that has ended opens no tab", async () => {
  const { slots, opened, end } = await openSlots();
  end.abort();
  slots.select("timeline");
  expect(opened).toEqual(["first"]);
});

test("a link shows another tab, and what it is about once that tab is drawn, once", async () => {
  const { panel, slots, shown, end } = await openSlots();
  for (const slot of slots.all) slot.markDrawn();
  const what = { cause: { by: "request", method: "POST", path: "/cart/add", at: 1 }, key: "cart" } as const;
  panel.open("timeline", what);
  await Promise.resolve();
  expect(slots.current.value?.tab.id).toBe("timeline");
  expect(shown).toEqual([["timeline", what]]);
  slots.select("first");
  slots.select("timeline");
  expect(shown).toHaveLength(1);
  end.abort();
});
