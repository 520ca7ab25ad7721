import { expect, test } from "vitest";
import { AppSaves } from "./app-saves.ts";

test("waits until the last save of the session has ended, and for no other session's", async () => {
  const saves = new AppSaves();
  const log: string[] = [];
  saves.begin("a");
  saves.begin("a");
  saves.begin("b");
  const settled = saves.settled("a").then(() => log.push("settled"));
  saves.end("a");
  await Promise.resolve();
  log.push("one has ended");
  saves.end("a");
  await settled;
  expect(log).toEqual(["one has ended", "settled"]);
});

test("a save that never ends keeps nobody waiting for ever", async () => {
  const saves = new AppSaves(1);
  saves.begin("a");
  await expect(saves.settled("a")).rejects.toThrow("try again");
});
