import { describe, expect, test } from "vitest";
import { pathText } from "../../../json/path.ts";
import { cart, cookie, sceneOfEachTest } from "../../tabs/session/test-scene.ts";
import { keepable, longestText, roomForTexts, withChanges } from "./change-log.ts";
import type { LoggedChange } from "./changes.ts";

const change = (revision: number, size: number): LoggedChange => ({
  kind: "changed",
  path: ["big"],
  before: null,
  after: "x".repeat(size),
  cause: null,
  earlier: [],
  revision,
  cut: false,
});
const sizeOf = (log: readonly LoggedChange[]) => log.reduce((sum, { after }) => sum + (after?.length ?? 0), 0);

test("a large value that changes all the time does not fill the memory: the oldest changes go", () => {
  let log: readonly LoggedChange[] = [];
  for (let revision = 1; revision <= 300; revision++) log = withChanges(log, [keepable(change(revision, 1_000_000))]);
  expect(sizeOf(log)).toBeLessThanOrEqual(roomForTexts);
  expect(log[0]).toMatchObject({ revision: 300, cut: true });
  expect(log[0]?.after).toHaveLength(longestText);
});

test("small changes are kept whole, the newest first, five hundred of them", () => {
  let log: readonly LoggedChange[] = [];
  for (let revision = 1; revision <= 600; revision++) log = withChanges(log, [keepable(change(revision, 10))]);
  expect(log.map(({ revision }) => revision)).toEqual(Array.from({ length: 500 }, (_, index) => 600 - index));
  expect(log.some(({ cut }) => cut)).toBe(false);
});

test("of one reading, the changes of the latest revision come first", () => {
  const log = withChanges([change(3, 1)], [change(5, 1), change(6, 1), change(4, 1), { ...change(6, 1), path: ["b"] }]);
  expect(log.map(({ revision, path }) => `${revision} ${path}`)).toEqual(["6 big", "6 b", "5 big", "4 big", "3 big"]);
});

describe("in the tab", () => {
  const scene = sceneOfEachTest();
  const highlighted = () =>
    [...scene.tab.highlights.byPath.value.values()].map(
      ({ change }) => `${pathText(change.path)} ${scene.tab.words.change(change)}`,
    );

  test("the changes of a session are not told of the next one", async () => {
    await scene.change({ visits: 18, user_name: undefined, cart: { ...cart, coupon: "X" } });
    scene.server.sessions.flush(cookie, { method: "POST", path: "/logout" });
    await scene.settle();
    scene.server.sessions.open("next", { visits: 1, cart });
    scene.browser.putCookie({ name: "sessionid", value: "next", httpOnly: true });
    await scene.settle();
    expect(scene.rows().map((row) => row.split("=")[0])).toEqual(["visits", "cart"]);
    expect([highlighted(), scene.tab.changeLog.lastChange(["cart", "coupon"])]).toEqual([[], null]);
    expect(scene.tab.changeLog.entries.value).toEqual([]);
    await scene.change({ visits: 2 }, "/");
    expect(scene.tab.changeLog.lastChange(["visits"])?.cause?.path).toBe("/");
  });
});
