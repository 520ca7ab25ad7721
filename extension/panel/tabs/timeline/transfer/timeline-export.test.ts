import { expect, test } from "vitest";
import { sceneOfEachTest } from "../test-scene.ts";

const scene = sceneOfEachTest();

test("exports the shown requests as JSON, with what they changed", async () => {
  scene.server.sessions.redacted.add("api_token");
  await scene.change({ visits: 18, api_token: "sk_live_1" }, "/a");
  await scene.change({ coupon: "A" }, "/b");
  scene.tab.list.typed.value = "path:/a";
  scene.tab.timelineExport.gather();
  await scene.settle();
  const exported = JSON.parse(scene.tab.timelineExport.text.value!);
  expect(exported).toMatchObject({ format: "sessionscope-timeline", version: 1, server: "http://localhost:3000" });
  expect(exported.requests).toHaveLength(1);
  expect(exported.requests[0]).toMatchObject({ method: "POST", path: "/a", added: 1, changed: 1 });
  expect(exported.requests[0].changes[0]).toMatchObject({
    key: "visits",
    before: { text: "17" },
    after: { text: "18" },
  });
  expect(scene.tab.timelineExport.text.value).not.toContain("sk_live_1");
  expect(scene.tab.timelineExport.fileName.value).toBe("timeline-localhost.json");
});

test("exports an HTTP archive whose entries have what changed, and neither cookies nor tokens", async () => {
  scene.browser.respond({
    url: "http://localhost:3000/a?full=1",
    method: "POST",
    status: 302,
    headers: [
      ["Sessionscope", "v=1; path=/__sessionscope__; request=r42"],
      ["Set-Cookie", "sessionid=secret"],
      ["Location", "/cart"],
    ],
  });
  await scene.change({ visits: 18 }, "/a", { request: "r42", status: 302 });
  await scene.panel.visit.peek().call("session.update", { set: { a: "1" }, delete: [], expect: { a: null } });
  await scene.settle();
  scene.tab.timelineExport.choose("har");
  scene.tab.timelineExport.gather();
  await scene.settle();
  const { log } = JSON.parse(scene.tab.timelineExport.text.value!);
  expect(log.version).toBe("1.2");
  expect(log.entries).toHaveLength(1);
  expect(log.entries[0]).toMatchObject({
    request: { method: "POST", url: "http://localhost:3000/a?full=1", queryString: [{ name: "full", value: "1" }] },
    response: { status: 302, redirectURL: "/cart" },
    _sessionscope: { changed: 1, changes: [{ key: "visits" }] },
  });
  expect(log._sessionscope.edits).toMatchObject([{ by: "panel", command: "session.update" }]);
  expect(scene.tab.timelineExport.text.value).not.toContain("secret");
});

test("counts the requests whose changes are forgotten", async () => {
  await scene.change({ visits: 18 }, "/a");
  scene.server.sessions.timeline.commands["timeline.clear"]({});
  scene.tab.timelineExport.gather();
  await scene.settle();
  expect(scene.tab.timelineExport.missing.value).toBe(1);
  expect(JSON.parse(scene.tab.timelineExport.text.value!).requests[0]).toMatchObject({ path: "/a", keys: ["visits"] });
});

test("writes an archive whatever the path of a request is, and always of this server", async () => {
  for (const path of ["//", "//evil.test/x", "*", "/%zz"]) await scene.change({ visits: path }, path);
  scene.tab.timelineExport.choose("har");
  scene.tab.timelineExport.gather();
  await scene.settle();
  const { log } = JSON.parse(scene.tab.timelineExport.text.value!);
  expect(log.entries.map((entry: { request: { url: string } }) => entry.request.url)).toEqual([
    "http://localhost:3000//",
    "http://localhost:3000//evil.test/x",
    "http://localhost:3000/*",
    "http://localhost:3000/%zz",
  ]);
});
