import { expect, test, vi } from "vitest";
import { cookie, sceneOfEachTest } from "../test-scene.ts";
import { goneMs } from "./live-rows.ts";

const scene = sceneOfEachTest(({ store }) => {
  for (const name of ["a", "b", "c"]) store(name, { visits: 1 }, { ago: name.charCodeAt(0) });
});
const request = { method: "POST", path: "/cart/add" };
const row = (handle: string) => scene.state.list.pages.rows.value.find((one) => one.handle === handle)!;

test("a row follows what changed in its session, in its place", async () => {
  scene.server.sessions.change("c", { visits: 2, cart: [] }, request);
  await scene.settle();
  expect(scene.rows()).toEqual(["s1", "s2", "s3", "s4"]);
  expect(row("s4")).toMatchObject({ revision: 2, keys: 2, modifiedAt: expect.any(Number) });
  expect(scene.server.asked.filter((command) => command === "store.list")).toHaveLength(2);
});

test("a row whose session ends is struck through, and leaves the list a moment later", async () => {
  scene.server.sessions.flush("b", request);
  await vi.advanceTimersByTimeAsync(300);
  expect(scene.rows()).toEqual(["s1", "s2", "†s3", "s4"]);
  await vi.advanceTimersByTimeAsync(goneMs);
  expect(scene.rows()).toEqual(["s1", "s2", "s4"]);
});

test("sessions that are not listed cause no call; new ones are counted until the list is read again", async () => {
  const before = scene.server.asked.length;
  const begin = (name: string) => {
    Object.assign(scene.server.sessions.open(name, {}), { revision: 0 });
    scene.server.sessions.change(name, { visits: 1 }, request);
  };
  begin("new");
  scene.server.sessions.change("new", { visits: 2 }, request);
  begin("newer");
  begin("short");
  scene.server.sessions.flush("short", request);
  await scene.settle();
  expect(scene.server.asked.slice(before)).toEqual([]);
  expect(scene.state.list.newer.value).toBe(2);
  await scene.state.list.pages.first();
  expect(scene.state.list.newer.value).toBe(0);
  expect(scene.rows()).toHaveLength(6);
});

test("with another cookie another row is this browser's", async () => {
  expect(row("s1").own).toBe(true);
  scene.browser.putCookie({ name: "sessionid", value: "b", httpOnly: true });
  await scene.panel.refreshCookies();
  await scene.settle();
  expect([row("s1").own, row("s3").own]).toEqual([false, true]);
  expect(scene.rows()).toEqual(["s1", "s2", "s3", "s4"]);
});

test("what is not the panel's session changes nothing for the own row", async () => {
  scene.server.sessions.change(cookie, { visits: 18 }, request);
  await scene.settle();
  expect(row("s1")).toMatchObject({ own: true, revision: 2 });
});
