/** lab.*: runs of the cookie lab, and their loads as a page makes them. */

import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import type { LabBegun, LabLoad, LabReading } from "../../protocol.ts";
import { callOf } from "./answers.ts";
import type { Headers, ProtocolTest, Trial } from "./trial.ts";

const needs = ["lab"] as const;

interface Loading {
  /** The `Cookie` header. */
  readonly cookie?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Headers;
}

/** A load as a page makes it, but for what is given: without the token. */
function load(trial: Trial, query: string, { cookie, path = "", method = "GET", headers }: Loading = {}) {
  const bare: Headers = { "Content-Type": undefined, Authorization: undefined, Cookie: cookie, ...headers };
  return trial.send({ method }, { headers: bare, query: `${path}?lab=${query}` });
}

const begin = (trial: Trial, ...loads: readonly Partial<LabLoad>[]): Promise<LabBegun> =>
  trial.browser().call("lab.begin", { loads: loads.map((one) => ({ lines: [], expect: [], ...one })) });

async function cameOf(response: Response): Promise<LabReading["loads"][number]["came"]> {
  equal(response.status, 200, "the load's status");
  const answer = await response.json();
  deepEqual(Object.keys(answer), ["came"], "the answer says what came, and no more");
  return answer.came;
}

/** The answer is the one that every caller gets who fails the gate. */
async function assertStrange(trial: Trial, response: Response, what: string): Promise<void> {
  const stranger = await trial.send({ method: "GET", body: null });
  deepEqual([response.status, response.headers.getSetCookie()], [404, []], what);
  equal(await response.text(), await stranger.text(), what);
}

const wrongParams: readonly (readonly [what: string, command: string, params: unknown, named: RegExp])[] = [
  ["no loads", "lab.begin", { loads: [] }, /loads/],
  ["too many loads", "lab.begin", { loads: Array(65).fill({ lines: [], expect: [] }) }, /loads/],
  ["too many lines", "lab.begin", { loads: [{ lines: Array(17).fill("ss_lab_a=1"), expect: [] }] }, /lines/],
  ["a line that is too long", "lab.begin", { loads: [{ lines: ["ss_lab_a=".padEnd(8193)], expect: [] }] }, /lines/],
  ["too many names", "lab.begin", { loads: [{ lines: [], expect: Array(33).fill("ss_lab_a") }] }, /expect/],
  ["a path with steps up", "lab.begin", { loads: [{ lines: [], expect: [], path: "/../x" }] }, /path/],
  ["a path with a query", "lab.begin", { loads: [{ lines: [], expect: [], path: "/x?a" }] }, /path/],
  ["a cookie of the app", "lab.begin", { loads: [{ lines: ["csrf=ss_lab_a"], expect: [] }] }, /csrf/],
  ["a cookie of the app, as a value", "lab.begin", { loads: [{ lines: ["=csrf=ss_lab_a"], expect: [] }] }, /csrf/],
  ["the name of a cookie of the app", "lab.begin", { loads: [{ lines: [], expect: ["csrf"] }] }, /csrf/],
  ["no run", "lab.read", {}, /run/],
  ["a run that is no name", "lab.end", { run: "a b" }, /run/],
];

const strangers: readonly (readonly [what: string, loading: Loading])[] = [
  ["HEAD", { method: "HEAD" }],
  ["POST", { method: "POST" }],
  ["a script of another origin", { headers: { Origin: "https://example.com" } }],
  ["the script of a service worker", { headers: { "Service-Worker": "script" } }],
];

export const labTests: readonly ProtocolTest[] = [
  {
    name: "a load sets its cookies and tells which of those that it asks about came, and the panel reads it",
    needs,
    run: async (trial) => {
      const lines = ["ss_lab_a=1; Path=/; Max-Age=60", "ss_lab_b=\xc3\xbc; HttpOnly", "=ss_lab_none"];
      const { run, loads } = await begin(
        trial,
        { lines, expect: ["ss_lab_a"] },
        { expect: ["ss_lab_a", "ss_lab_b", ""] },
      );
      notEqual(loads[0]!.query, loads[1]!.query);
      const first = await load(trial, loads[0]!.query);
      deepEqual(first.headers.getSetCookie(), lines, "the Set-Cookie lines");
      deepEqual(await cameOf(first), []);
      const cookie = "ss_lab_none; ss_lab_c=1; other=1; ss_lab_b=2; ss_lab_a=1";
      const second = await load(trial, loads[1]!.query, { cookie });
      deepEqual(second.headers.getSetCookie(), []);
      const came = [
        { name: "", matches: true },
        { name: "ss_lab_b", matches: false },
        { name: "ss_lab_a", matches: true },
      ];
      deepEqual(await cameOf(second), came);
      const read = await trial.browser().call("lab.read", { run });
      deepEqual(
        read.loads.map(({ load, came }) => [load, came]),
        [
          [0, []],
          [1, came],
        ],
      );
    },
  },
  {
    name: "a load works once",
    needs,
    run: async (trial) => {
      const { run, loads } = await begin(trial, { lines: ["ss_lab_a=1"] }, {});
      await cameOf(await load(trial, loads[0]!.query));
      await assertStrange(trial, await load(trial, loads[0]!.query), "the second time");
      await cameOf(await load(trial, loads[1]!.query));
      equal((await trial.browser().call("lab.read", { run })).loads.length, 2);
    },
  },
  ...strangers.map(
    ([what, loading]): ProtocolTest => ({
      name: `a load is neither made nor spent by ${what}`,
      needs,
      run: async (trial) => {
        const { loads } = await begin(trial, { lines: ["ss_lab_a=1"] });
        const response = await load(trial, loads[0]!.query, loading);
        deepEqual([response.status, response.headers.getSetCookie()], [404, []]);
        if (loading.method !== "HEAD") equal(await response.text(), await (await trial.send({ method: "GET" })).text());
        await cameOf(await load(trial, loads[0]!.query));
      },
    }),
  ),
  {
    name: "no load is at an address that nobody was given",
    needs,
    run: async (trial) => {
      const { run, loads } = await begin(trial, { lines: ["ss_lab_a=1"] }, { path: "/lab/x" });
      for (const query of ["", run, `${loads[0]!.query}&a`, loads[0]!.query.slice(1), loads[1]!.query]) {
        await assertStrange(trial, await load(trial, query), query);
      }
      await cameOf(await load(trial, loads[1]!.query, { path: "/lab/x" }));
    },
  },
  {
    name: "no load sees, tells, sets or touches a session",
    needs,
    run: async (trial) => {
      const ada = await trial.visitor();
      const before = await ada.session();
      const { name } = (await trial.hello()).cookie;
      const { run, loads } = await begin(trial, { lines: ["ss_lab_a=1"], expect: ["ss_lab_a", ""] });
      const response = await load(trial, loads[0]!.query, { cookie: `${name}=${ada.cookie}; ss_lab_a=1` });
      deepEqual(response.headers.getSetCookie(), ["ss_lab_a=1"]);
      equal((await response.text()).includes(ada.cookie!), false, "the key is not in the answer");
      const read = await trial.browser().call("lab.read", { run });
      equal(JSON.stringify(read).includes(ada.cookie!), false, "the key is not in the reading");
      deepEqual(await ada.session(), before);
      await trial.refused("invalid-params", callOf("lab.begin", { loads: [{ lines: [`${name}=x`], expect: [] }] }));
      await trial.refused("invalid-params", callOf("lab.begin", { loads: [{ lines: [], expect: [name] }] }));
    },
  },
  {
    name: "no cache keeps a load, and no page of another origin reads it",
    needs,
    run: async (trial) => {
      const { loads } = await begin(trial, { lines: ["ss_lab_a=1"] });
      const { headers } = await load(trial, loads[0]!.query);
      match(headers.get("Cache-Control") ?? "", /no-store/);
      equal(headers.get("X-Content-Type-Options"), "nosniff");
      match(headers.get("Content-Type") ?? "", /^application\/json\b/);
      deepEqual(
        [...headers.keys()].filter((header) => header.startsWith("access-control-")),
        [],
      );
    },
  },
  {
    name: "lines that no header can carry are named and left out",
    needs,
    run: async (trial) => {
      const lines = ["ss_lab_a=1", "ss_lab_b=\r\nX: y", "ss_lab_c=\0", "ss_lab_d=\u0100", "ss_lab_e=1 "];
      const { loads } = await begin(trial, { lines });
      deepEqual(loads[0]!.unsendable, [1, 2, 3, 4]);
      deepEqual((await load(trial, loads[0]!.query)).headers.getSetCookie(), ["ss_lab_a=1"]);
    },
  },
  {
    name: "a cookie beyond a browser's limits is sent all the same",
    needs,
    run: async (trial) => {
      const lines = ["ss_lab_a=".padEnd(4097, "x"), `ss_lab_b=1; Path=/${"x".repeat(1200)}`];
      const { loads } = await begin(trial, { lines });
      deepEqual((await load(trial, loads[0]!.query)).headers.getSetCookie(), lines);
    },
  },
  {
    name: "a run ends when the panel says so; then it is gone, and ending it again is no error",
    needs,
    run: async (trial) => {
      const ada = trial.browser();
      const { run, until, loads } = await begin(trial, { lines: ["ss_lab_a=1"] });
      equal((await ada.call("lab.read", { run })).until, until);
      for (const _ of ["first", "second"]) deepEqual(await ada.call("lab.end", { run }), {});
      await ada.refused("run-gone", "lab.read", { run });
      await assertStrange(trial, await load(trial, loads[0]!.query), "a load of it");
    },
  },
  ...wrongParams.map(
    ([what, command, params, named]): ProtocolTest => ({
      name: `${command} refuses ${what}`,
      needs,
      run: async (trial) => {
        match((await trial.refused("invalid-params", callOf(command, params))).message, named);
      },
    }),
  ),
];
