import { expect, onTestFinished, test, vi } from "vitest";
import { OneWarning } from "./one-warning.ts";
import { type Line, lookAt, onlyLine } from "./two-lines.ts";

function warned() {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  return () => warn.mock.calls.map(([message]) => message);
}

const line = (name: string, cookie: string): Line => ({ name, cookie: async () => ({ name: cookie }) });

test("two lines that look at one request for the same cookie are one warning, however many requests there are", async () => {
  const told = warned();
  const [one, two] = [line("iron-session", "shop"), line("iron-session", "shop")];
  const warning = new OneWarning();
  for (let request = 0; request < 3; request++) {
    const response = {};
    lookAt(response, one, new OneWarning());
    lookAt(response, two, warning);
  }
  const sentence = "Sessionscope looks twice at the sessions of iron-session: one line is enough.";
  await vi.waitFor(() => expect(told()).toEqual([sentence]));
});

test("other cookies, other libraries, other requests and the same line once more are no mistake", async () => {
  const told = warned();
  const [one, cart, other] = [line("iron-session", "shop"), line("iron-session", "cart"), line("h3", "shop")];
  const response = {};
  for (const each of [one, cart, cart, other, one]) lookAt(response, each, new OneWarning());
  lookAt({}, line("h3", "shop"), new OneWarning());
  const broken = { name: "h3", cookie: () => Promise.reject(new Error("no https")) };
  lookAt(response, broken, new OneWarning());
  lookAt(response, line("h3", "shop"), new OneWarning());
  await new Promise(setImmediate);
  expect(told()).toEqual([]);
});

test("of some libraries a request has one session", async () => {
  const told = warned();
  const response = {};
  for (const each of [onlyLine("koa-session"), onlyLine("koa-session")]) lookAt(response, each, new OneWarning());
  await vi.waitFor(() => expect(told()).toHaveLength(1));
});
