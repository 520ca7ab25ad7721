/** An action that began with one page and server does nothing to the next, however late its answer comes. */

import { describe, expect, test } from "vitest";
// The first flush loads these: here they are there before, so that no fake time passes while they load.
import "../snapshots/automatic.ts";
import "../tabs/session/whole/reversible.ts";
import { sceneOfEachTest } from "../tabs/session/test-scene.ts";

/** Answers to changes wait for this promise; null: they come at once. */
let held: Promise<void> | null;
// One server answers at all addresses, so that calls to the second one are seen as well.
const scene = sceneOfEachTest(({ browser: { platform } }) => {
  held = null;
  const { fetch } = platform;
  Object.assign(platform, {
    // An abort does not end this request: the panel must drop its answer.
    async fetch(url: string, init: RequestInit) {
      if (held === null) return fetch(url, init);
      const answer = await fetch(url, { ...init, signal: null });
      if (!/"(hello|session\.read)"/.test(String(init.body))) await held;
      return answer;
    },
  });
});

const elsewhere = "http://localhost:4000/";
const gone = "The tab has moved on from localhost:3000. What was under way there was dropped.";
const changes = () => scene.server.asked.filter((name) => /update|clear|flush|cycle|expire|restore|Expiry/.test(name));
const cookieValue = () => scene.browser.jar().find(({ name }) => name === "sessionid")?.value;
/** Another tab gets another session. It has the same host, so the same jar. */
const other = () => {
  scene.server.sessions.open("other", { theirs: true, visits: 1 });
  scene.browser.putCookie({ name: "sessionid", value: "other" });
};

const ways: readonly [string, () => void][] = [
  ["when the tab leaves the page", () => scene.browser.navigate(elsewhere)],
  [
    "when the user chooses another server",
    () => scene.panel.choose({ origin: "http://localhost:4000", path: "/__sessionscope__" }),
  ],
  [
    "when the page's server announces another path",
    () =>
      scene.browser.respond({
        url: "http://localhost:3000/cart",
        headers: [["Sessionscope", "v=1; path=/elsewhere"]],
      }),
  ],
  [
    "when another project answers at the address",
    () => {
      Object.assign(scene.server, { token: "token-of-two", project: "two" });
      scene.panel.lookAgain();
    },
  ],
];

describe.each(ways)("%s", (_, leave) => {
  const late = async (begin: () => unknown) => {
    const answers = Promise.withResolvers<void>();
    held = answers.promise;
    const doing = begin();
    await scene.settle();
    other();
    leave();
    await scene.settle();
    answers.resolve();
    await doing;
    await scene.settle();
  };

  test("an answer that comes late sets no cookie and no state, and the panel tells the user", async () => {
    await late(() => scene.tab.commands.cycleKey());
    expect(cookieValue()).toBe("other");
    expect(scene.strip()).toBe(gone);
    expect(scene.panel.undo.undoable.value).toBeNull();
  });

  test("a call ends while the browser stores a cookie: it sets no further cookie and gives no result", async () => {
    const { cookies } = scene.browser.platform;
    const { set } = cookies;
    const stores = Promise.withResolvers<void>();
    const written: string[] = [];
    Object.assign(cookies, {
      async set(cookie: never) {
        written.push((cookie as { value: string }).value);
        await stores.promise;
        return set(cookie);
      },
    });
    const call = scene.panel.visit.value.call("session.cycleKey", { revision: 1 });
    const ended = call.then(
      () => null,
      (error: { code: string }) => error.code,
    );
    await expect.poll(() => written.length).toBe(1);
    leave();
    await scene.settle();
    stores.resolve();
    expect(await ended).toBe("moved");
    expect(written).toHaveLength(1);
  });

  test("the user cannot undo a flush on another server", async () => {
    await late(() => scene.tab.commands.run("flush"));
    expect(cookieValue()).toBe("other");
    expect(scene.strip()).toBe(gone);
    await scene.panel.undo.undo();
    expect(changes()).toEqual(["session.flush"]);
  });

  test("the user cannot undo an earlier flush on another server either", async () => {
    await scene.tab.commands.run("flush");
    await scene.settle();
    leave();
    await scene.panel.undo.undo();
    await scene.settle();
    expect(changes()).toEqual(["session.flush"]);
  });

  test("an undo under way makes no further call, and the panel tells the user", async () => {
    await scene.tab.commands.setExpiry({ kind: "seconds", seconds: 300 });
    await scene.tab.commands.run("clear");
    await scene.settle();
    scene.server.sessions.live.get(cookieValue()!)!.expiry = { kind: "policy" };
    const before = changes().length;
    await late(() => void scene.panel.undo.undo());
    expect(changes().slice(before)).toEqual(["undo.restore"]);
    expect(scene.strip()).toBe(gone);
    expect(scene.panel.undo.redoable.value).toBeNull();
  });

  test("an edit under way neither waits for the next server nor becomes a conflict there", async () => {
    await late(() => scene.edit(["visits"], "18"));
    const { pending, cells } = scene.tab;
    expect([pending.waiting.value, pending.conflicts.value, [...cells.open.value]]).toEqual([[], [], []]);
    expect(scene.strip()).toBe(gone);
    expect(changes()).toEqual(["session.update"]);
  });

  test("an edit in the queue is not sent to the next server", async () => {
    await late(() => {
      void scene.edit(["visits"], "18");
      void scene.edit(["user_name"], '"Eve"');
    });
    expect(changes()).toEqual(["session.update"]);
    expect(scene.server.sessions.live.get("other")?.entries.get("visits")?.text).toBe("1");
    expect([...scene.tab.pending.edits.value]).toEqual([]);
  });

  test("a duplicate whose value is still loading is not written to the next server", async () => {
    await scene.change({ long: "x".repeat(20_000) });
    const row = scene.tab.tree.rows.value.find(({ path }) => path[0] === "long")!;
    await late(() => scene.tab.rowActions.duplicate(row));
    expect(changes()).toEqual([]);
    expect(scene.strip()).toBe(gone);
  });
});

describe("when the permission ends", () => {
  const refused = { code: "not-allowed" };
  const permit = (yes: boolean) => scene.browser.permit("http://localhost:3000", yes);

  test("the answer of a call under way is not used", async () => {
    const answers = Promise.withResolvers<void>();
    held = answers.promise;
    const call = scene.panel.visit.value.call("session.cycleKey", { revision: 1 });
    const before = cookieValue();
    await scene.settle();
    permit(false);
    answers.resolve();
    await expect(call).rejects.toMatchObject(refused);
    expect([cookieValue(), changes()]).toEqual([before, ["session.cycleKey"]]);
    expect(scene.panel.connection.value).toMatchObject({ state: "not-allowed" });
  });

  test("a call that is not sent yet is not sent without the cookie", async () => {
    const call = scene.panel.visit.value.call("session.cycleKey", { revision: 1 });
    permit(false);
    await expect(call).rejects.toMatchObject(refused);
    expect(changes()).toEqual([]);
  });
});

test("a navigation to another page of the same origin does not end the visit", async () => {
  const { value: visit } = scene.panel.visit;
  scene.browser.navigate("http://localhost:3000/other");
  await scene.settle();
  expect([scene.panel.visit.value, visit.over.aborted]).toEqual([visit, false]);
});

test("a navigation wins over the older address that the browser answers to the panel", async () => {
  const { page } = scene.browser.platform;
  const asked = page.url;
  Object.assign(page, {
    async url() {
      const before = await asked();
      scene.browser.navigate(elsewhere);
      return before;
    },
  });
  const { createPanel } = await import("../state.ts");
  const panel = await createPanel(scene.browser.platform, scene.end);
  expect(panel.page.value.url).toBe(elsewhere);
});
