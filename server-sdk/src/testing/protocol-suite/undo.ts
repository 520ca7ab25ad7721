/** undo.restore: one undo of a command that ended or emptied a session, by the ticket that the command gave. */

import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import type { Expiry, Params, Ticket } from "../../protocol.ts";
import { assertLive, textsOf } from "./answers.ts";
import { endUnderPolicy } from "./reading.ts";
import { assertGiven } from "./set-cookie-line.ts";
import { type Browser, noSession, type ProtocolTest, type Trial } from "./trial.ts";

const fiveMinutes: Expiry = { kind: "seconds", seconds: 300 };
const theirs = { a: 1, b: [2, "ü"] };
const texts = { a: "1", b: '[2,"ü"]' };

type Ending = "session.clear" | "session.flush" | "session.expire";

/** Carries out a command that must give a ticket. */
async function ticketOf<C extends Ending>(browser: Browser, command: C, params: Params<C>): Promise<string> {
  const result = await browser.call(command, params);
  const given = (result as { ticket?: Ticket | null }).ticket;
  ok(given, `${command} gives a ticket`);
  ok(given.until > result.reading.now, "a ticket is good for some time");
  return given.ticket;
}

const flushed = (browser: Browser) => ticketOf(browser, "session.flush", { revision: 1 });
const ada = (trial: Trial) => trial.visitor(theirs, { expiry: fiveMinutes, user: "ada" });

const undoTest = (name: string, run: ProtocolTest["run"], needs: ProtocolTest["needs"] = []): ProtocolTest => ({
  name,
  needs: ["undo", ...needs],
  run,
});

const endings: readonly (readonly [what: string, end: (browser: Browser) => Promise<string>])[] = [
  ["session.flush", flushed],
  ["session.expire", (browser) => ticketOf(browser, "session.expire", { revision: 1, where: "server" })],
  ["session.clear", (browser) => ticketOf(browser, "session.clear", { revision: 1 })],
];

export const undoTests: readonly ProtocolTest[] = [
  ...endings.map(([what, end]) =>
    undoTest(
      `${what} can be undone into a new session with a new key; the old key stays as it is`,
      async (trial) => {
        const browser = await ada(trial);
        const old = trial.browser(browser.cookie);
        const ticket = await end(browser);
        const before = await old.state();
        const { reading, sessions } = await browser.call("undo.restore", { ticket, revision: null });
        const session = assertLive(reading);
        const { revision, expiry, user } = session;
        deepEqual([sessions, revision, expiry, user, textsOf(session)], [1, 1, fiveMinutes, "ada", texts]);
        equal(session.expiresAt, endUnderPolicy(session, await trial.hello(), fiveMinutes.seconds));
        equal(assertGiven(browser.lines, session, await trial.hello()), browser.cookie);
        // A cookie that is the session may be the same again, if it names the second in which it was made.
        const { engine, store } = await trial.hello();
        if (engine === undefined || store.kind === "server") notEqual(browser.cookie, old.cookie);
        equal(await old.state(), before);
      },
      what === "session.expire" ? ["ending"] : [],
    ),
  ),
  undoTest(
    "hidden values come back, and are still hidden",
    async (trial) => {
      const browser = await trial.appVisitor({
        password: "hunter2",
        profile: { apiToken: "t0p", name: "Ada" },
        open: 1,
      });
      const before = await browser.session();
      const ticket = await flushed(browser);
      await browser.call("undo.restore", { ticket, revision: null });
      const shown = ({ entries }: typeof before) => entries.map(({ changed: _, ...entry }) => entry);
      deepEqual(shown(await browser.session()), shown(before));
    },
    ["app"],
  ),
  undoTest(
    "at a revision it goes into the live session: data, expiry and user; what others have added stays",
    async (trial) => {
      const browser = await ada(trial);
      const { handle } = await browser.session();
      const ticket = await ticketOf(browser, "session.clear", { revision: 1 });
      await browser.set("c", "3");
      const { reading } = await browser.call("undo.restore", { ticket, revision: 3 });
      const session = assertLive(reading);
      deepEqual([session.handle, session.revision, session.expiry, session.user], [handle, 4, fiveMinutes, "ada"]);
      deepEqual(textsOf(session), { c: "3", ...texts });
      assertGiven(browser.lines, session, await trial.hello());
    },
  ),
  undoTest("a key that has come back with the same text is no conflict", async (trial) => {
    const browser = await ada(trial);
    const ticket = await ticketOf(browser, "session.clear", { revision: 1 });
    await browser.set("a", "1");
    await browser.call("undo.restore", { ticket, revision: 3 });
    deepEqual(await browser.texts(), texts);
  }),
  undoTest(
    "a key that has come back with another text is a conflict: nothing is written, and the ticket stays",
    async (trial) => {
      const browser = await ada(trial);
      const ticket = await ticketOf(browser, "session.clear", { revision: 1 });
      await browser.set("a", "2");
      const before = await browser.session();
      deepEqual((await browser.refused("conflict", "undo.restore", { ticket, revision: 3 })).keys, ["a"]);
      deepEqual(await browser.session(), before);
      await browser.call("undo.restore", { ticket, revision: 3, leave: ["a"] });
      deepEqual(await browser.texts(), { a: "2", b: texts.b });
    },
  ),
  undoTest("a session that is bound to another user now is a conflict without keys", async (trial) => {
    const ticket = await flushed(await ada(trial));
    const grace = await trial.visitor({ c: 3 }, { user: "grace" });
    deepEqual((await grace.refused("conflict", "undo.restore", { ticket, revision: 1 })).keys, []);
    deepEqual([(await grace.session()).user, await grace.texts()], ["grace", { c: "3" }]);
  }),
  undoTest("a refusal leaves the ticket: another revision, no cookie, one that leads nowhere", async (trial) => {
    const browser = await ada(trial);
    const ticket = await ticketOf(browser, "session.clear", { revision: 1 });
    equal((await browser.refused("stale-revision", "undo.restore", { ticket, revision: 1 })).revision, 2);
    await trial.browser().refused("no-session", "undo.restore", { ticket, revision: 2 });
    await trial.browser(noSession).refused("gone", "undo.restore", { ticket, revision: 2 });
    await browser.call("undo.restore", { ticket, revision: 2 });
    deepEqual(await browser.texts(), texts);
  }),
  undoTest("a ticket is good for one use, also where two come at once", async (trial) => {
    const browser = await ada(trial);
    const ticket = await flushed(browser);
    const restore = () => trial.browser().call("undo.restore", { ticket, revision: null });
    const answers = await Promise.allSettled([restore(), restore(), restore()]);
    equal(answers.filter(({ status }) => status === "fulfilled").length, 1, "restores of one ticket that were served");
    await browser.refused("ticket-gone", "undo.restore", { ticket, revision: null });
  }),
  undoTest("a ticket that was forged or cut leads nowhere, and does the real one no harm", async (trial) => {
    const browser = await ada(trial);
    const ticket = await flushed(browser);
    const other = await flushed(await ada(trial));
    const half = Math.floor(ticket.length / 2);
    const changed = ticket.slice(0, half) + (ticket[half] === "a" ? "b" : "a") + ticket.slice(half + 1);
    const forged = ["", "x", ticket.slice(0, -1), `${ticket}0`, changed, ticket.slice(0, half) + other.slice(half)];
    for (const text of forged) await browser.refused("ticket-gone", "undo.restore", { ticket: text, revision: null });
    await browser.call("undo.restore", { ticket, revision: null });
    deepEqual(await browser.texts(), texts);
  }),
  undoTest("the cookie's end gives no ticket, for its session lives on", async (trial) => {
    const browser = await ada(trial);
    const old = trial.browser(browser.cookie);
    const result = await browser.call("session.expire", { revision: 1, where: "cookie" });
    equal(result.ticket ?? null, null);
    equal(await old.state(), "live");
  }),
];
