/**
 * `npm run bench:debug-alone [-- SESSIONS...]`: what debug adds to a request alone, without a network: the app with debug off
 * and on in one process, asked in turns. It is for machines with other work to do, on which `bench:debug` says little; with a
 * network around it the same microseconds are a smaller share.
 */

import { IncomingMessage, type Server, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { Writable } from "node:stream";
import { debugPairs } from "./debug-subjects.ts";
import { median, table } from "./report.ts";
import { installPeers } from "./subjects/peers.ts";
import type { Services } from "./subjects/subject.ts";

/** Microseconds of a slice, pairs of slices, and the share of the quietest. */
const slice = 2000;
const pairs = 100;
const quietest = 1 / 4;
const idle = new Socket();

/** The server's app, and the browser that asks it. */
class App {
  readonly #server: Server;
  readonly #nowhere: Socket;
  #written: Buffer[] = [];
  #cookies = new Map<string, string>();

  constructor(server: Server) {
    this.#server = server;
    const write = (bytes: Buffer | string, _: unknown, done: () => void) => {
      this.#written.push(Buffer.from(bytes));
      done();
    };
    this.#nowhere = new Writable({ write }) as Socket;
    Object.assign(this.#nowhere, { remoteAddress: "127.0.0.1", setTimeout: () => this.#nowhere });
  }

  async ask(url: string, hasCookies: boolean): Promise<void> {
    const cookie = hasCookies ? [...this.#cookies].map((pair) => pair.join("=")).join("; ") : "";
    const headers = { host: "x", ...(cookie !== "" && { cookie }) };
    const request = Object.assign(new IncomingMessage(idle), { method: "GET", url, headers });
    request.rawHeaders = Object.entries(headers).flat();
    request.push(null);
    const response = new ServerResponse(request);
    response.assignSocket(this.#nowhere);
    this.#written = [];
    const ended = new Promise((resolve) => response.once("finish", resolve));
    this.#server.emit("request", request, response);
    await ended;
    response.detachSocket(this.#nowhere);
    response.emit("close");
    const answer = Buffer.concat(this.#written).toString("latin1");
    for (const [, name, value] of answer.matchAll(/^set-cookie: ([^;=\r]+)=([^;\r]*)/gim)) {
      if (hasCookies) this.#cookies.set(name!, value!);
    }
  }

  /** Microseconds of CPU time per request. */
  async cost(url: string, hasCookies: boolean, requests: number): Promise<number> {
    const before = process.cpuUsage();
    for (let count = 0; count < requests; count++) await this.ask(url, hasCookies);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / requests;
  }
}

const kinds: readonly (readonly [name: string, url: string, hasCookies: boolean])[] = [
  ["without a cookie", "/untouched", false],
  ["untouched", "/untouched", true],
  ["read", "/read", true],
  ["change", "/change", true],
];

async function rowsOf(sessions: string): Promise<string[][]> {
  const pair = debugPairs[sessions];
  if (!pair) throw new Error(`Name some of ${Object.keys(debugPairs).join(", ")}.`);
  const off = new App(await pair.off.start({} as Services));
  const on = new App(await pair.on.start({} as Services));
  const rows: string[][] = [];
  for (const [name, url, hasCookies] of kinds) {
    for (const app of [off, on]) await app.ask("/seed/small", true);
    const requests = Math.max(2, Math.round(slice / (await on.cost(url, hasCookies, 50))));
    for (let asked = 0; asked < 4000 && asked < 40 * requests; asked += requests) {
      for (const app of [off, on]) await app.cost(url, hasCookies, requests);
    }
    const found: { off: number; on: number }[] = [];
    const cost = (app: App) => app.cost(url, hasCookies, requests);
    for (let turn = 0; turn < pairs; turn++) {
      // Who is first changes from turn to turn.
      if (turn % 2 === 0) found.push({ off: await cost(off), on: await cost(on) });
      else found.push({ on: await cost(on), off: await cost(off) });
    }
    const quiet = found.sort((one, other) => one.off + one.on - other.off - other.on).slice(0, pairs * quietest);
    rows.push([
      sessions,
      name,
      median(quiet.map((one) => one.off)).toFixed(1),
      median(quiet.map((one) => one.on - one.off)).toFixed(1),
      (100 * (median(quiet.map((one) => one.on / one.off)) - 1)).toFixed(0),
    ]);
  }
  return rows;
}

installPeers();
process.env.NODE_ENV = "production";
const chosen = process.argv.slice(2);
const rows: string[][] = [];
for (const sessions of chosen.length > 0 ? chosen : Object.keys(debugPairs)) rows.push(...(await rowsOf(sessions)));
console.log(`Node ${process.version}; medians of the quietest quarter of ${pairs} pairs of ${slice / 1000} ms.\n`);
console.log(table(["sessions", "request", "µs, debug off", "µs added", "% added"], rows, 2));
process.exit();
