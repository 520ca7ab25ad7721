import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { createStore } from "../state.ts";
import { sceneOfEachTest } from "../test-scene.ts";

const scene = sceneOfEachTest(({ store }) => {
  for (let at = 1; at <= 120; at++) store(`visitor-${at}`, { visits: at }, { ago: at, user: at % 2 ? `${at}` : null });
});

const page = () => {
  const { pages } = scene.state.list;
  const rows = scene.rows();
  return [pages.before.value + 1, pages.before.value + rows.length, rows[0], rows.at(-1), pages.hasNext.value];
};

test("the first page has the latest 50, own session first, and says how many there are", () => {
  expect(page()).toEqual([1, 50, "s1", "s50", true]);
  expect(scene.state.list.pages.rows.value.filter(({ own }) => own).map(({ handle }) => handle)).toEqual(["s1"]);
  expect(scene.state.list.pages.total.value).toEqual({ count: 121, exact: true });
});

test("pages follow by cursor, and lead back", async () => {
  const { pages } = scene.state.list;
  await pages.next();
  expect(page()).toEqual([51, 100, "s51", "s100", true]);
  await pages.next();
  expect(page()).toEqual([101, 121, "s101", "s121", false]);
  await pages.next();
  expect(page()).toEqual([101, 121, "s101", "s121", false]);
  await pages.previous();
  await pages.previous();
  expect(page()).toEqual([1, 50, "s1", "s50", true]);
  expect(pages.total.value).toEqual({ count: 121, exact: true });
});

test("a cursor of a server that has started again leads to the first page, and the user is told", async () => {
  await scene.state.list.pages.next();
  scene.server.sessions.started += 1;
  await scene.state.list.pages.next();
  expect(page()).toEqual([1, 50, "s1", "s50", true]);
  expect(scene.strip()).toBe("That page was of an earlier list. The list begins again at the first page.");
});

test("another order and another filter begin at the first page", async () => {
  const { list } = scene.state;
  await list.pages.next();
  list.table.sortBy("created");
  await scene.settle();
  expect(page().slice(0, 3)).toEqual([1, 50, "s121"]);
  list.show("signedIn");
  await scene.settle();
  expect(scene.rows()).toHaveLength(50);
  list.typed.value = "user:7";
  await scene.settle();
  expect(scene.rows()).toEqual(["s8"]);
  list.typed.value = "nothing has this";
  await scene.settle();
  expect([scene.rows(), list.filtering.value]).toEqual([[], true]);
  list.clearFilter();
  await scene.settle();
  expect(scene.rows()).toHaveLength(50);
});

test("the expired ones come in the order of their deadlines, and the order before returns with the others", async () => {
  const { list } = scene.state;
  list.show("expired");
  await scene.settle();
  expect([list.table.sort.value.by, scene.rows()]).toEqual(["expires", []]);
  list.clearFilter();
  await scene.settle();
  expect([list.table.sort.value, scene.rows()[0]]).toEqual([{ by: "modified", descending: true }, "s1"]);
});

test("while a word is typed the store is asked once, after a pause", async () => {
  const { list } = scene.state;
  const before = scene.server.asked.length;
  for (const typed of ["v", "vi", "vis"]) list.typed.value = typed;
  expect(scene.server.asked).toHaveLength(before);
  await scene.settle();
  expect(scene.server.asked.slice(before)).toEqual(["store.list"]);
});

test("a store that cannot list gives its reason", async () => {
  scene.server.sessions.listing.refusal = "The File store cannot list its sessions.";
  await scene.state.list.pages.again();
  expect(scene.state.cannotList.value).toEqual({
    title: "This store cannot list its sessions",
    reason: "The File store cannot list its sessions.",
  });
});

test("where the cookies are the sessions there is no store, rather than one that cannot list", () => {
  const hello = scene.panel.hello.value!;
  const inBrowsers = signal({ ...hello, store: { ...hello.store, kind: "client" as const } });
  const end = new AbortController();
  expect(createStore({ ...scene.panel, hello: inBrowsers }, end.signal).cannotList.value).toEqual({
    title: "Nothing is stored on the server",
    reason: "Signed cookies live in the browsers only.",
  });
  end.abort();
});

test("a list that fails keeps its rows and says why", async () => {
  scene.server.storeFails = true;
  await scene.state.list.pages.again();
  expect([scene.rows().length, scene.state.list.pages.failure.value]).toEqual([50, "The store cannot be asked."]);
  scene.server.storeFails = false;
  await scene.state.list.pages.again();
  expect(scene.state.list.pages.failure.value).toBeNull();
});
