import { effect } from "@preact/signals";
import { expect, test, vi } from "vitest";
import { pathText } from "../../../json/path.ts";
import { cookie, sceneOfEachTest } from "../../tabs/session/test-scene.ts";

const scene = sceneOfEachTest();
const highlighted = () =>
  [...scene.tab.highlights.byPath.value.values()].map(
    ({ change }) => `${pathText(change.path)} ${scene.tab.words.change(change)}`,
  );

test("a session that the app flushed is gone, and the request that did it is known", async () => {
  scene.server.sessions.flush(cookie, { method: "POST", path: "/logout" });
  await scene.settle();
  expect(scene.tab.reader.reading.value?.state).toBe("gone");
  expect(scene.tab.reader.ended.value).toMatchObject({ how: "ended", cause: { path: "/logout" } });
});

test("at another server nothing of the last one is left", async () => {
  await scene.change({ visits: 18 });
  await scene.tab.rowActions.edit(scene.tab.tree.rows.value[0]!);
  scene.browser.navigate("http://other.test/");
  await scene.settle();
  expect(scene.tab.reader.reading.value?.state).toBe("none");
  expect([scene.rows(), highlighted(), scene.tab.unsaved.value]).toEqual([[], [], 0]);
});

test("fifty changes a second do not keep the panel busy: it rests after a reading, and the next has every change", async () => {
  const asked = () => scene.server.asked.filter((command) => command === "session.read").length;
  // Each reading takes the panel 300 ms.
  const { now } = performance;
  let busy = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now.call(performance) + busy);
  const stop = effect(() => {
    void scene.tab.reader.entries.value;
    busy += 300;
  });
  const before = asked();
  for (let change = 1; change <= 100; change++) {
    scene.server.sessions.change(cookie, { visits: change }, { method: "POST", path: "/tick" });
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(asked() - before).toBeLessThanOrEqual(4);
  await vi.advanceTimersByTimeAsync(2000);
  expect(scene.rows()[0]).toBe("visits=100");
  stop();
  vi.restoreAllMocks();
});
