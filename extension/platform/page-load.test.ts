// @vitest-environment happy-dom
import { runInThisContext } from "node:vm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loadInPage } from "./page-load.ts";

const url = "http://localhost:3000/__sessionscope__?lab=x";
/** As DevTools evaluates in the page: the global scope is all that the expression knows. */
const evaluate = async (expression: string): Promise<unknown> => runInThisContext(expression);

/** Ends the load's fetch. */
let answer: PromiseWithResolvers<Response>;
const fetched = vi.fn<typeof fetch>();
beforeEach(() => {
  answer = Promise.withResolvers();
  fetched.mockReset().mockImplementation(() => answer.promise);
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const violation = (more: Partial<SecurityPolicyViolationEvent>) =>
  dispatchEvent(
    Object.assign(new Event("securitypolicyviolation"), {
      blockedURI: url,
      disposition: "enforce",
      effectiveDirective: "connect-src",
      ...more,
    }),
  );

test("a fetch carries the cookies of the page, asks no cache, and is done once it ends", async () => {
  const load = loadInPage(evaluate, url, "fetch");
  expect(fetched).toHaveBeenCalledWith(url, { mode: "no-cors", credentials: "include", cache: "no-store" });
  answer.resolve(new Response());
  expect(await load).toEqual({ state: "done" });
});

test("a load that fails is done as well: only the server knows what came", async () => {
  const load = loadInPage(evaluate, url, "fetch");
  answer.reject(new TypeError("Failed to fetch"));
  expect(await load).toEqual({ state: "done" });
});

test("a policy of the page is named by its directive, even if the fetch fails first", async () => {
  const load = loadInPage(evaluate, url, "fetch");
  answer.reject(new TypeError("Failed to fetch"));
  violation({});
  expect(await load).toEqual({ state: "blocked", directive: "connect-src" });
});

test("violations of other addresses and of policies that only report do not count", async () => {
  const load = loadInPage(evaluate, url, "fetch");
  violation({ blockedURI: "http://elsewhere/" });
  violation({ blockedURI: "" });
  violation({ disposition: "report" });
  answer.resolve(new Response());
  expect(await load).toEqual({ state: "done" });
});

test("a page that was left, or evaluates nothing, is left", async () => {
  expect(await loadInPage(async () => undefined, url, "fetch")).toEqual({ state: "left" });
  expect(await loadInPage(() => Promise.reject(new Error("no")), url, "fetch")).toEqual({ state: "left" });
});

test("a frame is hidden while it loads and gone afterwards; nothing stays in the page", async () => {
  // Happy DOM loads no frames.
  const append = vi.spyOn(document.documentElement, "append").mockImplementation(() => {});
  const globals = Object.keys(globalThis).length;
  const added = vi.spyOn(window, "addEventListener");
  const removed = vi.spyOn(window, "removeEventListener");
  const load = loadInPage(evaluate, url, "frame");
  const frame = append.mock.calls[0]![0] as HTMLIFrameElement;
  const remove = vi.spyOn(frame, "remove");
  expect([frame.src, frame.hidden]).toEqual([url, true]);
  frame.dispatchEvent(new Event("load"));
  expect(await load).toEqual({ state: "done" });
  expect(remove).toHaveBeenCalledOnce();
  expect(Object.keys(globalThis).length).toBe(globals);
  const names = (spy: { mock: { calls: readonly (readonly unknown[])[] } }) =>
    spy.mock.calls.map(([name]) => name).toSorted();
  expect(names(removed)).toEqual(names(added));
});
