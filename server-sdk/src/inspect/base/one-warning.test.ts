import { expect, onTestFinished, test, vi } from "vitest";
import { OneWarning } from "./one-warning.ts";

test("a failure to look is told once, as a sentence, and what fails under guard fails nobody", () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  const warning = new OneWarning();
  warning.guard(() => {
    throw new Error("The store is switched off.");
  });
  warning.cannotShow("it is another library's");
  warning.mayMiss(new Error("no store"));
  const told = "Sessionscope may not show all that requests do to sessions: The store is switched off.";
  expect(warn.mock.calls).toEqual([[told, "SessionscopeWarning"]]);
  new OneWarning().cannotShow("it is another library's");
  expect(warn.mock.lastCall?.[0]).toBe("Sessionscope cannot show the sessions of this app: it is another library's.");
});
