import { expect, test } from "vitest";
import { placeholder } from "../../../widgets/sentence.tsx";
import { cookie, sceneOfEachTest } from "../test-scene.ts";
import { overlapOf } from "./overlap.ts";

const scene = sceneOfEachTest();

const overlap = () => {
  const all = scene.tab.known.requests.value;
  const found = overlapOf(all.at(-1)!, all);
  return found && { others: found.others.map(scene.tab.words.name), keys: found.keys };
};
const loadedRevision = () => scene.server.sessions.find(cookie)!.revision;

test("a request that loaded the session before another one saved the same key overlaps with it", async () => {
  const loaded = loadedRevision();
  await scene.change({ coupons: ["TEN"], visits: 18 }, "/one");
  expect(overlap()).toBeNull();
  await scene.change({ coupons: ["TEN", "TEN"], a: 1 }, "/two", { loaded });
  expect(overlap()).toEqual({ others: ["POST /one"], keys: ["coupons"] });
  expect(scene.rows()).toEqual(["POST /one +1 ~1 −0", "POST /two +1 ~1 −0 overlap"]);
  const last = scene.tab.list.table.rows.value.at(-1)!;
  expect(scene.tab.words.overlap(last)).toMatchObject({
    who: "POST /one",
    sentence: `While it ran, ${placeholder} changed coupons, too.`,
  });
  await scene.change({ coupons: [] }, "/three");
  expect(overlap()).toBeNull();
});

test("requests that changed other keys meanwhile do not overlap, nor do those that saved nothing", async () => {
  const loaded = loadedRevision();
  await scene.change({ a: 1 }, "/one");
  scene.server.sessions.look(cookie, { method: "POST", path: "/failed", failure: "conflict" });
  await scene.change({ b: 1 }, "/two", { loaded });
  expect(overlap()).toBeNull();
});
