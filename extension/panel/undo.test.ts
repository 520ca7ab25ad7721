import { expect, test, vi } from "vitest";
import { createUndo, type Step } from "./undo.ts";

const here = new AbortController().signal;

const step = (name: string, log: string[], redo = true): Step => ({
  done: `Did ${name}.`,
  name,
  undo: async () => {
    log.push(`undo ${name}`);
    return `Undid ${name}.`;
  },
  ...(redo && {
    redo: async () => {
      log.push(`redo ${name}`);
      return `Redid ${name}.`;
    },
  }),
});

test("undoes the last step first, redoes in order, and says each", async () => {
  const said: string[] = [];
  const log: string[] = [];
  const history = createUndo((sentence) => said.push(sentence));
  history.push(step("a", log), here);
  history.push(step("b", log), here);
  expect(history.undoable.value?.name).toBe("b");
  await history.undo();
  await history.undo();
  await history.undo();
  expect([history.undoable.value, history.redoable.value?.name]).toEqual([null, "a"]);
  await history.redo();
  expect(log).toEqual(["undo b", "undo a", "redo a"]);
  expect(said).toEqual(["Did a.", "Did b.", "Undid b.", "Undid a.", "Redid a."]);
  expect(history.strip.value).toMatchObject({ sentence: "Redid a.", step: null });
});

test("a step of a visit that has ended says why, and cannot be undone", () => {
  const history = createUndo(() => {});
  history.push(step("a", []), AbortSignal.abort(new Error("The tab is elsewhere.")));
  expect(history.undoable.value).toBeNull();
  expect(history.strip.value).toMatchObject({ sentence: "The tab is elsewhere.", step: null });
});

test("a new step ends redo, and a step without redo cannot be redone", async () => {
  const history = createUndo(() => {});
  history.push(step("a", []), here);
  await history.undo();
  history.push(step("b", [], false), here);
  expect(history.redoable.value).toBeNull();
  await history.undo();
  expect(history.redoable.value).toBeNull();
});

test("keeps a step whose undo fails, and says the reason at once", async () => {
  const announce = vi.fn();
  const history = createUndo(announce);
  history.push({ done: "Did.", name: "it", undo: () => Promise.reject(new Error("The session is gone.")) }, here);
  await history.undo();
  expect(history.undoable.value?.name).toBe("it");
  expect(history.strip.value).toMatchObject({ sentence: "The session is gone.", failed: true });
  expect(announce).toHaveBeenLastCalledWith("The session is gone.", "assertive");
});

test("runs undo and redo one after another when they are requested faster than they finish", async () => {
  const log: string[] = [];
  const history = createUndo(() => {});
  history.push(step("a", log), here);
  history.push(step("b", log), here);
  await Promise.all([history.undo(), history.undo(), history.undo(), history.redo()]);
  expect(log).toEqual(["undo b", "undo a", "redo a"]);
});

test("drops the waiting requests when one fails", async () => {
  const history = createUndo(() => {});
  const undo = vi.fn(() => Promise.reject(new Error("The session is gone.")));
  history.push({ done: "Did.", name: "it", undo }, here);
  await Promise.all([history.undo(), history.undo()]);
  expect(undo).toHaveBeenCalledTimes(1);
  await history.undo();
  expect(undo).toHaveBeenCalledTimes(2);
});

test("the strip's button undoes its own step only, even if it is pressed twice", async () => {
  const log: string[] = [];
  const history = createUndo(() => {});
  history.push(step("a", log), here);
  history.push(step("b", log), here);
  const { step: shown } = history.strip.value!;
  await Promise.all([history.undo(shown), history.undo(shown)]);
  expect(log).toEqual(["undo b"]);
});

/** A step whose undo waits until the test releases it. */
function slow(name: string): { step: Step; begun: Promise<void>; finish: () => void } {
  const [begun, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const undo = async () => {
    begun.resolve();
    await finish.promise;
    return `Undid ${name}.`;
  };
  return { step: { ...step(name, []), undo }, begun: begun.promise, finish: finish.resolve };
}

test("a step that is forgotten during its undo cannot be redone and is not mentioned", async () => {
  const history = createUndo(() => {});
  const { step, begun, finish } = slow("a");
  history.push(step, here);
  const undoing = history.undo();
  await begun;
  history.forget();
  finish();
  await undoing;
  expect([history.redoable.value, history.strip.value]).toEqual([null, null]);
});

test("a step recorded during an undo ends redo", async () => {
  const history = createUndo(() => {});
  const { step: first, begun, finish } = slow("a");
  history.push(first, here);
  const undoing = history.undo();
  await begun;
  history.push(step("b", []), here);
  finish();
  await undoing;
  expect([history.undoable.value?.name, history.redoable.value]).toEqual(["b", null]);
});

test("a repeated sentence opens a new strip; dismissing it keeps the step", () => {
  const history = createUndo(() => {});
  history.push(step("a", []), here);
  const first = history.strip.value?.count;
  history.push(step("a", []), here);
  expect(history.strip.value?.count).not.toBe(first);
  history.dismiss();
  expect(history.strip.value).toBeNull();
  expect(history.undoable.value?.name).toBe("a");
  history.forget();
  expect(history.undoable.value).toBeNull();
});

test("shows a warning at once, and once more beside the next sentence", () => {
  const announce = vi.fn();
  const history = createUndo(announce);
  history.warn("A cookie was not set.");
  expect(history.strip.value).toMatchObject({ sentence: "A cookie was not set.", failed: true });
  history.push(step("a", []), here);
  expect(history.strip.value).toMatchObject({ sentence: "Did a. A cookie was not set.", failed: true });
  expect(history.strip.value?.step?.name).toBe("a");
  expect(announce).toHaveBeenLastCalledWith("Did a. A cookie was not set.", "assertive");
  history.tell("Another.");
  expect(history.strip.value).toMatchObject({ sentence: "Another.", failed: false });
  history.warn("A cookie was not set.");
  history.dismiss();
  history.tell("Another.");
  expect(history.strip.value?.sentence).toBe("Another.");
});

test("does not record a step of a visit that has ended, and shows the reason", () => {
  const history = createUndo(() => {});
  history.push(step("a", []), AbortSignal.abort(new Error("The tab has moved on.")));
  expect(history.undoable.value).toBeNull();
  expect(history.strip.value).toMatchObject({ sentence: "The tab has moved on.", step: null, failed: true });
});
