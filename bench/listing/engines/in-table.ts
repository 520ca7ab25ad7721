/** What the databases with a table have in common. */

import { byUser, pageSize, type Question } from "../engine.ts";
import { age, busyEvery, busyUser, lifetime, patterns, step } from "../many-sessions.ts";

export const questionsInTables: readonly Question[] = [
  { name: "last changed first", sort: { by: "modified", descending: true } },
  { name: "next to expire first", sort: { by: "expires", descending: false } },
  { name: "in no order asked for" },
  { name: "one user's, last changed first", ...byUser, sort: { by: "modified", descending: true } },
];

const orders = { modified: "modified_at", expires: "expires_at", none: "id" };

/** `user`: how the driver writes the place of the user. */
export function sqlOf({ sort, filter }: Question, user: string): string {
  return `select id, created_at, modified_at, expires_at, expiry, revision, user_id, data from sessionscope_sessions
    ${filter ? `where user_id = ${user}` : ""} order by ${orders[sort?.by ?? "none"]} ${sort?.descending ? "desc" : ""}
    limit ${pageSize}`;
}
export const valuesOf = ({ filter }: Question): string[] => (filter ? [filter.user] : []);

/** The keys are in the first line of the data, each with the length of its value behind it. */
export function shownRows(rows: readonly object[]): string {
  return JSON.stringify(
    (rows as readonly { data: string | Buffer }[]).map(({ data, ...row }) => {
      const head: unknown[] = JSON.parse(data.toString().slice(0, data.indexOf("\n")));
      return { ...row, keys: head.length / 2, size: Buffer.byteLength(data) };
    }),
  );
}

/** Copies into the table. `idAt`: the SQL that makes the id of a session's number; `series`: the numbers as a table `n`. */
export const insertion = (idAt: (n: string) => string, series: string, text: string, start: number) => `
  insert into sessionscope_sessions (id, created_at, modified_at, expires_at, expiry, revision, user_id, data)
  select ${idAt("n")}, ${start} + n * ${step} - ${age}, ${start} + n * ${step}, ${start} + n * ${step} + ${lifetime},
    expiry, revision,
    case when user_id is null then null when n % ${busyEvery} = 1 then '${busyUser}' else cast(n as ${text}) end, data
  from ${series} join sessionscope_sessions pattern on pattern.id = ${idAt(`n % ${patterns}`)}`;
