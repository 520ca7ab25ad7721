import { expect, test } from "vitest";
import { isOfLab } from "../../../cookies/lab/lab-case.ts";
import { differs, isSkipped, verdictOf } from "./results/lab-rows.ts";
import { resultOf } from "./run/test-steps.ts";
import { rowOf, type Scene, scenes } from "./test-scene.ts";

const open = scenes();
const rows = ({ state }: Scene) => state.table.rows.peek();
const sentence = ({ panel }: Scene) => panel.undo.strip.value?.sentence;
const ofLab = ({ browser }: Scene) => browser.jar().filter(isOfLab);

test("a run asks for every case, finds what the rules say, and leaves the jar as it was", async () => {
  const scene = await open();
  const before = scene.browser.jar();
  await scene.state.runner.run(["test", "matrix"]);
  expect(rows(scene).filter((row) => differs(row) || verdictOf(row) === null)).toEqual([]);
  expect(rows(scene).filter((row) => row.expected !== verdictOf(row))).toEqual([]);
  const { session, plain } = scene.state.runner.tests.value;
  expect([resultOf(session), resultOf(plain)]).toEqual(["works", "works"]);
  expect(scene.browser.jar()).toEqual(before);
});

test("each half runs alone", async () => {
  const scene = await open();
  await scene.state.runner.run(["test"]);
  expect(resultOf(scene.state.runner.tests.value.plain)).toBe("works");
  expect(rows(scene).every(({ result }) => result === null)).toBe(true);
  await scene.state.runner.run(["matrix"]);
  expect(rows(scene).every(({ result }) => result !== null)).toBe(true);
});

test("rows are asked for one at a time", async () => {
  let most = 0;
  const scene = await open(({ page, browser }) => {
    page.before = () => {
      most = Math.max(most, browser.jar().filter(isOfLab).length);
    };
  });
  await scene.state.runner.run(["matrix"]);
  expect(most).toBe(1);
});

test("a run that is stopped says how far it came, and leaves nothing", async () => {
  const scene = await open(({ page }) => {
    let loads = 0;
    page.before = () => {
      if (++loads === 10) scene.state.runner.stop();
    };
  });
  await scene.state.runner.run(["matrix"]);
  expect(sentence(scene)).toBe("The cookie lab was stopped after 3 of 60.");
  expect(rows(scene).filter(({ result }) => result !== null).length).toBe(3);
  expect(ofLab(scene)).toEqual([]);
  expect(scene.state.runner.running.value).toBeNull();
});

test("a run whose page is left ends with one sentence", async () => {
  const scene = await open(({ page, browser }) => {
    let loads = 0;
    page.before = () => {
      if (++loads === 4) browser.navigate("http://localhost:3000/elsewhere");
    };
  });
  await scene.state.runner.run(["matrix"]);
  expect(sentence(scene)).toBe("The page was left: the cookie lab ended after 1 of 60.");
  expect(ofLab(scene)).toEqual([]);
});

test("a server that goes away ends the run with the reason of the call", async () => {
  const scene = await open(({ page, server }) => {
    page.before = () => server.goAway();
  });
  await scene.state.runner.run(["matrix"]);
  expect(sentence(scene)).toBe("http://localhost:3000 did not answer.");
  expect(ofLab(scene)).toEqual([]);
});

test("a policy of the page is the reason of each row and of the failed step", async () => {
  const scene = await open(({ page }) => {
    page.policy = "connect-src";
  });
  await scene.state.runner.run(["test", "matrix"]);
  expect(rows(scene).every(isSkipped)).toBe(true);
  expect(rowOf(scene, "lax").result).toEqual({ state: "skipped", why: ["labBlocked", "connect-src"] });
  const [first, ...later] = scene.state.runner.tests.value.session;
  expect(first).toMatchObject({ name: "ask", state: "failed", says: ["labBlocked", "connect-src"] });
  expect(later.map(({ state }) => state)).toEqual(["waiting", "waiting", "waiting", "waiting"]);
  expect(resultOf([first!, ...later])).toBe("untried");
});

test("a browser that stores nothing stands out, and the step names its settings", async () => {
  const scene = await open(({ page }) => {
    page.refusesAll = true;
  });
  await scene.state.runner.run(["test", "matrix"]);
  expect(differs(rowOf(scene, "lax"))).toBe(true);
  expect(differs(rowOf(scene, "none"))).toBe(false);
  const steps = scene.state.runner.tests.value.session;
  expect(steps.map(({ state }) => state)).toEqual(["passed", "failed", "waiting", "waiting", "waiting"]);
  expect(steps[1]!.says).toEqual(["labWhySetting", "localhost:3000"]);
});

test("the lab keeps its distance from the limit of a site", async () => {
  const scene = await open(({ browser }) => {
    for (let index = 0; index < 149; index++) browser.putCookie({ name: `app_${index}`, value: "1" });
  });
  await scene.state.runner.run(["test", "matrix"]);
  const why = ["labNoRoom", 150, 180];
  const ofHost = rows(scene).filter(({ one }) => one.by === "page");
  expect(ofHost.map(({ result }) => result)).toEqual(ofHost.map(() => ({ state: "skipped", why })));
  expect(scene.state.runner.tests.value.session[0]).toMatchObject({ state: "failed", says: why });
  expect(scene.browser.jar().length).toBe(150);
});

test("what was found on one server is forgotten on another", async () => {
  const scene = await open();
  await scene.state.runner.run(["test", "matrix"]);
  scene.browser.navigate("http://localhost:4000/");
  await expect.poll(() => rows(scene).every(({ result }) => result === null)).toBe(true);
  expect(resultOf(scene.state.runner.tests.value.plain)).toBeNull();
});

test("a large cookie is not asked for where requests are large already", async () => {
  const scene = await open(({ browser }) => {
    for (const name of ["a", "b"]) browser.putCookie({ name, value: "x".repeat(3000) });
  });
  await scene.state.runner.run(["matrix"]);
  expect(rowOf(scene, "full").result).toMatchObject({ state: "skipped", why: ["labNoHeaderRoom", expect.any(Number)] });
  expect(verdictOf(rowOf(scene, "lax"))).toBe("kept");
});

test("what an earlier run left behind goes when the lab is opened", async () => {
  const scene = await open(({ browser }) => {
    browser.putCookie({ name: "ss_lab_lax", value: "1" });
    browser.putCookie({ name: "", value: "ss_lab_nameless", path: "/deep" });
    browser.putCookie({ name: "__Host-ss_lab_ok", value: "1", domain: "127.0.0.1", secure: true });
  });
  await expect.poll(() => ofLab(scene)).toEqual([]);
  expect(scene.browser.jar().map(({ name }) => name)).toEqual(["sessionid"]);
});

test("the session's own test value is set, checked and deleted", async () => {
  const { state } = await open();
  const { sessionValue } = state;
  await sessionValue.check();
  expect(sessionValue.says.value).toEqual(["labValueMissing"]);
  await sessionValue.set();
  await sessionValue.check();
  expect(sessionValue.says.value).toEqual(["labValueWorks"]);
  await sessionValue.delete();
  await sessionValue.check();
  expect(sessionValue.says.value).toEqual(["labValueMissing"]);
});
