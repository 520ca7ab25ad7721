/** The same visit to the same app, with the line that inspects and without: what came back, made comparable. */

import { deepEqual, ok } from "node:assert/strict";
import { isSessionCookie, uuidNames } from "../../protocol.ts";
import type { Reply } from "../adapter-suite/visitor.ts";
import { parseLine } from "../protocol-suite/set-cookie-line.ts";
import type { Guest, Trial } from "./trial.ts";

/** Seconds by which two runs of a visit may differ. */
const slack = 3;

interface Step {
  readonly what: string;
  readonly reply: Reply;
}

/** Goes through the pages of the app as people do, and notes every answer. */
export async function visit(trial: Trial, ada: Guest): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const note = async (what: string, reply: Promise<Reply>) => {
    steps.push({ what, reply: await reply });
  };
  const get = (target: string, from = ada) => note(`GET ${target}`, from.get(target));
  await get("/static");
  await get("/read");
  await get('/set?color="red"&cart=[1,{"a":null}]');
  await get("/read");
  await note("HEAD /read", ada.get("/read", { method: "HEAD" }));
  await note(
    "POST /set",
    ada.get('/set?size="xl"', {
      method: "POST",
      body: "some=form",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
    }),
  );
  await get("/static");
  await get("/stream");
  await get("/fail");
  await get("/nowhere");
  await get("/read");
  const tab = await trial.tab(ada);
  const slow = tab.ask("/slow?late=1");
  await trial.slow.reached;
  await get("/set?early=1");
  trial.slow.open();
  await note("GET /slow", slow.reply);
  await get("/read");
  const old = await trial.tab(ada);
  await get("/login?name=ada");
  await get("/read");
  await get("/read", old);
  await get("/delete?color");
  await get("/read");
  const forged = await trial.tab(ada);
  for (const [name, value] of forged.cookies) forged.cookies.set(name, tampered(value));
  await get("/read", forged);
  await get("/logout");
  await get("/read");
  await get("/set?again=true");
  return steps;
}

/** A cookie value that somebody has changed. */
export function tampered(value: string): string {
  const at = Math.max(0, value.length - 5);
  return value.slice(0, at) + (value[at] === "A" ? "B" : "A") + value.slice(at + 1);
}

/** Both visits brought the same, byte by byte: but for the announcement, the clock, and what is random in cookies. */
export function assertSame(inspected: readonly Step[], plain: readonly Step[]): void {
  const [one, other] = [new Comparable(), new Comparable()];
  for (const [index, { what, reply }] of inspected.entries()) {
    const step = `step ${index + 1}, ${what}`;
    deepEqual(one.of(reply), other.of(plain[index]!.reply), step);
    ok(one.moments.length === other.moments.length, step);
    for (const [at, moment] of one.moments.entries()) {
      ok(
        Math.abs(moment - other.moments[at]!) <= slack,
        `${step}: a cookie lives ${moment} s, not ${other.moments[at]}`,
      );
    }
  }
}

class Comparable {
  /** Seconds that cookies live, of the last answer. */
  moments: number[] = [];
  /** Cookie values in the order in which they came. */
  readonly #values: string[] = [];

  of({ status, statusMessage, rawHeaders, body, trailers }: Reply): unknown {
    this.moments = [];
    const headers: string[] = [];
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const [name, value] = [rawHeaders[at]!, rawHeaders[at + 1]!];
      const kind = name.toLowerCase();
      if (kind === "sessionscope") continue;
      headers.push(`${name}: ${kind === "date" ? "now" : kind === "set-cookie" ? this.#cookie(value) : value}`);
    }
    return { status, statusMessage, headers, body, trailers };
  }

  #cookie(line: string): string {
    const { name, value } = parseLine(line);
    const known = this.#values.indexOf(value);
    const number = known === -1 ? this.#values.push(value) - 1 : known;
    const [, ...attributes] = line.split(";");
    const shown = attributes.map((part) =>
      part.replace(/^( *(?:expires|max-age)=)(.*)$/i, (_, start, end) => start + this.#moment(start, end)),
    );
    // A cookie that is named after a session's id.
    const shownName = isSessionCookie({ name: "", more: [uuidNames] }, name) ? "uuid" : name;
    return [`${shownName}=${value === "" ? "" : `value ${number}`}`, ...shown].join(";");
  }

  #moment(attribute: string, text: string): string {
    const seconds = /max-age/i.test(attribute) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
    if (seconds <= 0) return text;
    this.moments.push(seconds);
    return "later";
  }
}
