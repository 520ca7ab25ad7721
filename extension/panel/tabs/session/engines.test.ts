/** The Session tab on sessions of other libraries: what an engine cannot do is never asked of it. */

import { describe, expect, test } from "vitest";
import { fakeEngines, useEngine } from "../../../playground/fake-engines.ts";
import type { FakeServer } from "../../../playground/fake-server.ts";
import { sessionActions } from "./bar/actions.ts";
import { sceneOfEachTest } from "./test-scene.ts";

const beOf = (name: string, more?: (server: FakeServer) => void) => {
  const scene = sceneOfEachTest(({ server, browser }) => {
    useEngine(fakeEngines[name]!, server, browser);
    more?.(server);
  });
  /** Actions that are off, with the reasons. */
  const off = () =>
    Object.entries(sessionActions(scene.tab)).flatMap(([id, action]) =>
      "whyNot" in action && action.whyNot !== null ? [[id, action.whyNot]] : [],
    );
  const titleOf = (id: "clear" | "flush") => sessionActions(scene.tab)[id].title;
  const textOf = (key: string) => [...scene.server.sessions.live.values()][0]?.entries.get(key)?.text;
  return Object.assign(scene, { off, titleOf, textOf });
};

const lackNothing = ({ server }: { server: FakeServer }) => {
  const lacking = server.asked.filter((name) => name !== "events.stream" && !server.hello.commands.includes(name));
  expect(lacking).toEqual([]);
};

describe("Django", () => {
  const scene = beOf("django");

  test("read-only keys can be looked at, and nothing else", async () => {
    const { rowActions, tree } = scene.tab;
    for (const path of [["_wizard"], ["roles"], ["roles", "staff", 0]]) {
      const row = scene.row(path);
      expect([rowActions.editable(row), rowActions.removable(row), rowActions.nameable(row)]).toEqual([
        false,
        false,
        false,
      ]);
    }
    const row = scene.row(["_wizard"]);
    expect([row.kind, row.root.text]).toEqual(["other", "<shop.wizard.Step object at 0x7f3a2c1d>"]);
    await rowActions.edit(row);
    await rowActions.rename(row);
    await rowActions.duplicate(row);
    tree.select(row.id);
    await rowActions.remove();
    await scene.settle();
    expect(scene.tab.cells.open.value.size).toBe(0);
    expect(scene.server.asked).not.toContain("session.update");
    lackNothing(scene);
  });

  test("1.0 and 2**80 survive an edit of another key, its undo, and a flush and its undo", async () => {
    const numbers = () => [scene.textOf("price"), scene.textOf("ticket")];
    const before = ["1.0", "1208925819614629174706176"];
    await scene.edit(["visits"], "18");
    expect([...numbers(), scene.textOf("visits")]).toEqual([...before, "18"]);
    await scene.undo();
    expect([...numbers(), scene.textOf("visits")]).toEqual([...before, "17"]);
    await scene.edit(["price"], "2.50");
    expect(scene.textOf("price")).toBe("2.50");
    await scene.undo();
    expect(scene.textOf("price")).toBe("1.0");
    await scene.tab.commands.run("flush");
    await scene.settle();
    await scene.undo();
    expect(numbers()).toEqual(before);
  });

  test("says before a flush what undo will not bring back, and afterwards what is lost", async () => {
    expect(scene.titleOf("flush")).toBe(
      "Flush: delete the session and its cookie. Undo will not bring back: _wizard, roles.",
    );
    await scene.tab.commands.run("flush");
    await scene.settle();
    await scene.undo();
    expect(scene.strip()).toBe(
      "Restored 5 keys in a new session. The old key stays dead. 2 keys hidden or read only could not be put back: _wizard, roles.",
    );
    lackNothing(scene);
  });

  test("clear leaves the read-only keys, says so, and is undone with the panel's own copy", async () => {
    expect(scene.titleOf("clear")).toBe("Clear: remove every key, keep the session");
    await scene.tab.commands.run("clear");
    await scene.settle();
    expect(scene.strip()).toBe("Cleared. 5 keys are gone, the session stays. Read only, and still there: 2 keys.");
    await scene.undo();
    expect(scene.strip()).toBe("Put 5 keys back.");
    expect(scene.textOf("price")).toBe("1.0");
    lackNothing(scene);
  });
});

describe("iron-session, whose cookie is the session, in two chunks", () => {
  const scene = beOf("iron-session");
  const jar = () => Object.fromEntries(scene.browser.jar().map(({ name, value }) => [name, value]));

  test("what it cannot do is off, with its reason", async () => {
    expect(scene.off()).toEqual([
      ["expiry", "iron-session seals the lifetime of its settings into each cookie."],
      ["cycleKey", "iron-session has no key to cycle: the cookie is the session."],
      ["expireOnServer", "The cookie is the session; the server has nothing that could expire."],
    ]);
  });

  test("an edit brings both chunks of the next cookie, and undo those of the one after it", async () => {
    const before = jar();
    await scene.edit(["visits"], "18");
    expect(scene.rows()).toContain("visits=18");
    expect(jar().sid).not.toBe(before.sid);
    expect(jar()["sid.1"]).toBe(`rest-of-${jar().sid}`);
    await scene.undo();
    expect(scene.rows()).toContain("visits=17");
  });

  test("without its other chunk the cookie is nobody's", async () => {
    scene.browser.dropCookie("sid.1");
    await scene.settle();
    expect(scene.tab.reader.reading.value?.state).toBe("gone");
    lackNothing(scene);
  });

  test("the chunks go together, and come back together", async () => {
    const before = jar();
    await scene.tab.commands.run("expireCookie");
    await scene.settle();
    expect(jar()).toEqual({});
    await scene.undo();
    expect(jar()).toEqual(before);
    expect(scene.rows()).toContain("visits=17");
  });

  test("a flush says that a copy of the cookie still works", async () => {
    await scene.tab.commands.run("flush");
    await scene.settle();
    expect(scene.strip()).toBe("Flushed. 3 keys and the cookie sid are gone. A copy of the old cookie still works.");
    await scene.undo();
    expect(scene.strip()).toBe("Put 3 keys into a new cookie.");
    lackNothing(scene);
  });
});

describe("a library that is only read", () => {
  const scene = beOf("read-only");

  test("nothing can be edited, and nothing is asked that it does not have", async () => {
    expect(scene.off().map(([id]) => id)).toEqual([
      "add",
      "expiry",
      "cycleKey",
      "expireOnServer",
      "expireCookie",
      "clear",
      "flush",
    ]);
    const { rowActions, source } = scene.tab;
    expect(source.readOnly.value).toBe("better-auth keeps its own columns: they can only be looked at here.");
    rowActions.add(null);
    expect(scene.tab.addForm.filled.value).toBeNull();
    await rowActions.edit(scene.row(["visits"]));
    await rowActions.put(["visits"], "18");
    expect(scene.tab.cells.open.value.size).toBe(0);
    lackNothing(scene);
  });
});

describe("a library that can end a session and not begin one", () => {
  const scene = beOf("express-session", (server) => {
    const { commands } = server.hello;
    commands.splice(commands.indexOf("session.restore"), 1);
  });

  test("says before and after a flush that it cannot be undone", async () => {
    expect(scene.titleOf("flush")).toBe("Flush: delete the session and its cookie. This cannot be undone.");
    await scene.tab.commands.run("flush");
    await scene.settle();
    expect(scene.strip()).toBe("Flushed. 3 keys and the cookie connect.sid are gone. This cannot be undone.");
    expect(scene.panel.undo.undoable.value).toBeNull();
    expect(scene.off().map(([id]) => id)).toContain("add");
    lackNothing(scene);
  });
});
