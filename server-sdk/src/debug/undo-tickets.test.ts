/** Tickets for an undo: one use, a time, bounds, and nothing that can be read without them. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { clockFromStart, start } from "../../tests/debug/standing-clock.ts";
import type { StoredSession } from "../core/store.ts";
import type { Ticket } from "../protocol.ts";
import { type TicketLimits, ticketLifetime, UndoTickets } from "./undo-tickets.ts";

const clock = clockFromStart();
const stored = (text: string, user: string | null = null): StoredSession => ({
  entries: new Map([["secret", JSON.stringify(text)]]),
  createdAt: start,
  modifiedAt: start,
  expiresAt: start + 1000,
  expiry: "300",
  revision: 7,
  user,
});

function open(limits?: TicketLimits) {
  const closing = new AbortController();
  onTestFinished(() => closing.abort());
  return { closing, tickets: new UndoTickets(closing.signal, limits) };
}

async function keep(tickets: UndoTickets, ...sessions: StoredSession[]): Promise<string> {
  const { ticket } = await tickets.keep("browser", sessions, async () => ({}));
  return (ticket as Ticket).ticket;
}

/** The texts that a ticket leads to, or the code of the refusal. */
async function redeem(tickets: UndoTickets, ticket: string) {
  try {
    return await tickets.redeem(ticket, async (_, sessions) =>
      sessions.map(({ stored }) => stored.entries.get("secret")),
    );
  } catch (error) {
    return (error as { detail: { code: string } }).detail.code;
  }
}

const gone = "ticket-gone";

test("a ticket brings back what was kept, as it was, once", async () => {
  const { tickets } = open();
  const session = stored("line\u2028 \u{1f980} \u0000", "ada");
  const ticket = await keep(tickets, session);
  await tickets.redeem(ticket, async (of, sessions) => {
    expect([of, sessions.map((one) => one.stored)]).toEqual(["browser", [session]]);
  });
  expect(await redeem(tickets, ticket)).toBe(gone);
});

test("a ticket is good for ten minutes, to the millisecond", async () => {
  const { tickets } = open();
  const [first, second] = [await keep(tickets, stored("a")), await keep(tickets, stored("b"))];
  clock.advance(ticketLifetime - 1);
  expect(await redeem(tickets, first)).toEqual(['"a"']);
  clock.advance(1);
  expect(await redeem(tickets, second)).toBe(gone);
});

test("a restore that fails leaves the ticket, and nobody else uses it meanwhile", async () => {
  const { tickets } = open();
  const ticket = await keep(tickets, stored("a"));
  const failing = tickets.redeem(ticket, async () => {
    expect(await redeem(tickets, ticket)).toBe(gone);
    throw new Error("The store is away.");
  });
  await expect(failing).rejects.toThrow("The store is away.");
  expect(await redeem(tickets, ticket)).toEqual(['"a"']);
});

test("a command that fails keeps nothing", async () => {
  const { tickets } = open({ tickets: 2, bytes: 1e6 });
  const before = [await keep(tickets, stored("a"))];
  const failing = () => tickets.keep("browser", [stored("b")], () => Promise.reject(new Error("no")));
  await expect(failing()).rejects.toThrow("no");
  before.push(await keep(tickets, stored("c")));
  expect(await Promise.all(before.map((ticket) => redeem(tickets, ticket)))).toEqual([['"a"'], ['"c"']]);
});

test("only so many tickets are kept: the oldest goes first", async () => {
  const { tickets } = open({ tickets: 2, bytes: 1e6 });
  const given = [await keep(tickets, stored("a")), await keep(tickets, stored("b")), await keep(tickets, stored("c"))];
  expect(await Promise.all(given.map((ticket) => redeem(tickets, ticket)))).toEqual([gone, ['"b"'], ['"c"']]);
});

test("only so many bytes are kept, what was used does not count, and what never fits gets no ticket", async () => {
  const { tickets } = open({ tickets: 100, bytes: 10_000 });
  const large = stored("x".repeat(6000));
  const first = await keep(tickets, large);
  expect(await redeem(tickets, first)).toHaveLength(1);
  const second = await keep(tickets, large);
  const small = await keep(tickets, stored("a"));
  const third = await keep(tickets, large);
  expect(await redeem(tickets, second)).toBe(gone);
  expect(await redeem(tickets, small)).toEqual(['"a"']);
  expect(await redeem(tickets, third)).toHaveLength(1);
  const last = await keep(tickets, stored("b"));
  const { ticket } = await tickets.keep("browser", [stored("x".repeat(10_000))], async () => ({}));
  expect(ticket).toBeNull();
  expect(await redeem(tickets, last)).toEqual(['"b"']);
});

test("a ticket with one character changed, of another or without its end leads nowhere, and the real one stays", async () => {
  const { tickets } = open();
  const ticket = await keep(tickets, stored("a"));
  const other = await keep(tickets, stored("b"));
  const changed = [...ticket].map(
    (char, at) => ticket.slice(0, at) + (char === "0" ? "1" : "0") + ticket.slice(at + 1),
  );
  const wrong = [
    ...changed,
    ticket.toUpperCase(),
    ticket.slice(1),
    ticket.slice(0, -2),
    `${ticket}00`,
    "",
    ticket.slice(0, 32) + other.slice(32),
  ];
  for (const text of wrong) if (text !== ticket) expect(await redeem(tickets, text)).toBe(gone);
  expect(await redeem(tickets, ticket)).toEqual(['"a"']);
});

test("who is logged out everywhere has nothing left: what is kept, what is being kept, what is being restored", async () => {
  const { tickets } = open();
  const both = await keep(tickets, stored("a", "ada"), stored("b", "grace"));
  const hers = await keep(tickets, stored("c", "ada"));
  tickets.dropUser("ada");
  expect([await redeem(tickets, both), await redeem(tickets, hers)]).toEqual([['"b"'], gone]);

  const meanwhile = await tickets.keep("browser", [stored("d", "ada")], async () => tickets.dropUser("ada") ?? {});
  expect(meanwhile.ticket).toBeNull();

  const last = await keep(tickets, stored("e", "ada"), stored("f", null));
  await tickets.redeem(last, async (_, sessions) => {
    expect(sessions.map((one) => one.isLoggedOut())).toEqual([false, false]);
    tickets.dropUser("ada");
    expect(sessions.map((one) => one.isLoggedOut())).toEqual([true, false]);
  });
});

test("a session that a command has left alone is not kept", async () => {
  const { tickets } = open();
  const sessions = [stored("a"), stored("b")] as const;
  const { ticket } = await tickets.keep("store", sessions, async (forget) => {
    forget(sessions[0]);
    return {};
  });
  expect(await redeem(tickets, ticket!.ticket)).toEqual(['"b"']);
  const none = await tickets.keep("store", [sessions[0]], async (forget) => {
    forget(sessions[0]);
    return {};
  });
  expect(none.ticket).toBeNull();
});

test("closing drops all, and nothing is kept from then on", async () => {
  const { tickets, closing } = open();
  const ticket = await keep(tickets, stored("a"));
  closing.abort();
  expect(await redeem(tickets, ticket)).toBe(gone);
  expect((await tickets.keep("browser", [stored("b")], async () => ({}))).ticket).toBeNull();
});

/** Keeps a session, hands out its ticket, and looks through a snapshot of the heap for what it must not find. */
const lookThroughHeap = `
  import { randomBytes } from "node:crypto";
  import { readFileSync } from "node:fs";
  import { writeHeapSnapshot } from "node:v8";
  import { UndoTickets } from ${JSON.stringify(new URL("undo-tickets.ts", import.meta.url).href)};

  const tickets = new UndoTickets(new AbortController().signal);
  // The strings themselves are gone by the time of the snapshot, whose own search is for bytes.
  async function needles() {
    const [text, user, left] = [1, 2, 3].map(() => randomBytes(16).toString("hex"));
    const session = { entries: new Map([["a", JSON.stringify(text)]]), createdAt: 1, modifiedAt: 1, expiresAt: 2, expiry: null, revision: 1, user };
    const { ticket } = await tickets.keep("browser", [session], async () => ({}));
    globalThis.left = left + "!";
    const parts = { text, user, key: ticket.ticket.slice(32), id: ticket.ticket.slice(0, 32), left };
    return Object.entries(parts).map(([name, part]) => [name, Buffer.from(part)]);
  }
  const looked = await needles();
  const heap = readFileSync(writeHeapSnapshot("heap.heapsnapshot"));
  console.log(JSON.stringify(looked.filter(([, bytes]) => heap.includes(bytes)).map(([name]) => name)));
`;

test("a snapshot of the heap shows neither text nor user nor key of what is kept", () => {
  const cwd = mkdtempSync(join(tmpdir(), "sessionscope-heap-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const program = ["--input-type=module", "--eval", lookThroughHeap];
  const child = spawnSync(process.execPath, program, { cwd, encoding: "utf8" });
  // The id is the server's, and what is still held is found: the search can find something.
  expect([child.stderr, child.stdout.trim()]).toEqual(["", '["id","left"]']);
});
