import { expect, test } from "vitest";
import { cookie, sceneOfEachTest } from "../test-scene.ts";

const scene = sceneOfEachTest((server) => {
  const { commands } = server.hello;
  commands.splice(0, commands.length, ...commands.filter((name) => !name.startsWith("timeline.")));
});

const respond = async (path: string, status = 200) => {
  scene.browser.respond({
    url: `http://localhost:3000${path}`,
    method: "POST",
    status,
    headers: [["Sessionscope", "v=1; path=/__sessionscope__; request=r9"]],
  });
  await scene.settle();
};

test("the panel reads the session after each response that it sees, and says that it does", async () => {
  expect(scene.tab.known.observed.value).toBe(true);
  scene.server.sessions.change(cookie, { visits: 18, coupon: "A" }, { method: "POST", path: "/cart/add" });
  await respond("/cart/add", 302);
  await respond("/cart");
  expect(scene.rows()).toEqual(["POST /cart/add +1 ~1 −0", "POST /cart read"]);
  expect(scene.server.asked).not.toContain("timeline.list");
  const request = await scene.choose("/cart/add");
  expect(request).toMatchObject({ status: 302, request: "r9", revisionBefore: 1, revision: 2 });
  expect(scene.tab.shown.value?.detail?.changes).toEqual([
    {
      key: "visits",
      before: { text: "17", size: 2, truncated: false, redacted: false },
      after: { text: "18", size: 2, truncated: false, redacted: false },
    },
    { key: "coupon", before: null, after: { text: '"A"', size: 3, truncated: false, redacted: false } },
  ]);
});

test("goes back to a state that it has read itself", async () => {
  scene.server.sessions.change(cookie, { visits: 18 }, { method: "POST", path: "/a" });
  await respond("/a");
  scene.server.sessions.change(cookie, { visits: 19 }, { method: "POST", path: "/b" });
  await respond("/b");
  await scene.tab.jump.to(await scene.choose("/a"));
  expect(scene.stored()).toMatchObject({ visits: 18 });
});

test("responses of other servers, and those while it is paused, are no rows", async () => {
  scene.browser.respond({ url: "https://metrics.test/collect" });
  await scene.settle();
  await scene.tab.recorder.toggle();
  await respond("/a");
  expect(scene.rows()).toEqual([]);
  await scene.tab.recorder.toggle();
  await respond("/b");
  expect(scene.rows()).toEqual(["POST /b read"]);
  await scene.tab.recorder.clear();
  expect(scene.rows()).toEqual([]);
});

test("an end and a new session are rows of their own", async () => {
  scene.server.sessions.flush(cookie, { method: "POST", path: "/logout" });
  await respond("/logout");
  await respond("/anonymous");
  expect(scene.rows()).toEqual(["POST /logout +0 ~0 −2 gone"]);
});
