import { tokenVariable } from "../../debug/choose-token.ts";
import { defaultPath } from "../../protocol.ts";
import type { ProtocolServer } from "../../testing/protocol-suite.ts";
import type { SuiteTest } from "../../testing/suite-test.ts";
import { type Command, type CommandContext, UsageError } from "../command.ts";
import { reachEndpoint } from "../reach-endpoint.ts";

/** What a server may be without, as `--lacks` takes it. */
const abilities = [
  "recording",
  "timeline",
  "undo",
  "store",
  "ending",
  "deadlines",
  "lab",
] as const satisfies readonly (keyof NonNullable<ProtocolServer["lacks"]>)[];
/** What cannot be checked from another process, and why. */
const outOfReach = {
  app: "it needs a session that the app itself has stored",
  faults: "it needs a store that can be made to fail",
  clearing: "it clears the timeline, which others may be reading",
};
const locks = { lock: "it sends eleven wrong tokens, which may lock a chosen one for a minute: --lock" };

/** Holds a server to docs/debug-protocol.md, over HTTP, with sessions of its own. */
export const checkEndpoint: Command = {
  usage: "check-endpoint URL",
  summary: "check what any server answers against the debug protocol",
  example: "check-endpoint http://localhost:8000/__sessionscope__",
  storeless: true,
  takes: 1,
  options: {
    only: { type: "string", about: "run only cases with this text in their name" },
    lacks: { type: "string", about: `what the server does not have: ${abilities.join(", ")}, with commas between` },
    lock: { type: "boolean", about: "also send wrong tokens until a chosen token is locked" },
  },
  async run(context) {
    const { protocolSuite } = await import("../../testing/protocol-suite.ts");
    const server = await reach(context);
    const { only = "" } = context.options;
    const cases = protocolSuite(server).filter(({ name }) => name.includes(String(only)));
    if (cases.length === 0) throw new UsageError(`No case has "${only}" in its name.`);
    return check(cases, context);
  },
};

/** @returns the exit code: 0 if nothing differs. */
async function check(cases: readonly SuiteTest[], { json, signal, print, progress }: CommandContext): Promise<number> {
  const counts = { passed: 0, differs: 0, "not checked": 0 };
  for (const { name, skip, run } of cases) {
    if (signal.aborted) break;
    const says = skip ?? (await differenceIn(run));
    const outcome = skip !== undefined ? "not checked" : says === null ? "passed" : "differs";
    counts[outcome]++;
    if (json) print(JSON.stringify({ outcome, name: shortName(name), says }));
    else if (says !== null) print(`${outcome.padEnd(11)}  ${shortName(name)}\n${indented(says)}`);
    const done = counts.passed + counts.differs;
    if (done % 50 === 0 && outcome !== "not checked") progress(`${done} cases checked`);
  }
  if (!json) print(summaryOf(counts));
  if (signal.aborted) return 130;
  return counts.differs === 0 ? 0 : 1;
}

const shortName = (name: string) => name.replace(/^protocol-suite\//, "");
const indented = (text: string) => text.replaceAll(/^(?=.)/gm, "             ");

function summaryOf({ passed, differs, "not checked": skipped }: Readonly<Record<string, number>>): string {
  return `${passed! + differs!} cases checked: ${differs} of them differ from the protocol. ${skipped} not checked.`;
}

/** What the server did instead; `null`: it did as the protocol says. */
async function differenceIn(run: SuiteTest["run"]): Promise<string | null> {
  try {
    await run();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @throws UsageError where a check could only say the same of every case. */
async function reach({ positionals, options }: CommandContext): Promise<ProtocolServer> {
  const url = endpointAt(positionals[0]);
  const lacks = lacking(options.lacks);
  const token = process.env[tokenVariable];
  if (!token) {
    throw new UsageError(
      `Set ${tokenVariable} to the server's token: ${tokenVariable}=… npx sessionscope check-endpoint ${url}`,
    );
  }
  const greeting = await reachEndpoint(url, token);
  const mayLock = options.lock === true;
  const all = { ...outOfReach, ...(!mayLock && locks), ...lackedBy(greeting), ...lacks };
  return { url, token, kind: greeting.store.kind, mayLock, lacks: all };
}

/** What the server says of itself that it does not have. */
function lackedBy({ engine, store }: Awaited<ReturnType<typeof reachEndpoint>>): ProtocolServer["lacks"] {
  const kinds = (["moment", "browser-close"] as const).filter((kind) => engine && !engine.expiry.includes(kind));
  return {
    ...(store.limit === null && { limit: "it names no size that a session may have (hello.store.limit)" }),
    ...Object.fromEntries(kinds.map((kind) => [kind, `its library keeps no ${kind} (hello.engine.expiry)`])),
  };
}

/** The address of an endpoint; that of a site stands for the endpoint at its usual path. @throws UsageError */
function endpointAt(given = ""): string {
  const url = URL.parse(/^[a-z]+:\/\//i.test(given) ? given : `http://${given}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") {
    const what = given === "" ? "Name the endpoint" : `${given} is no address of an endpoint`;
    throw new UsageError(`${what}: npx sessionscope check-endpoint http://localhost:8000${defaultPath}`);
  }
  return url.pathname === "/" ? url.origin + defaultPath : url.href;
}

/** @throws UsageError */
function lacking(given: string | boolean | undefined): ProtocolServer["lacks"] {
  const named = given === undefined ? [] : String(given).split(",");
  const unknown = named.find((name) => !abilities.some((ability) => ability === name));
  if (unknown !== undefined) throw new UsageError(`--lacks ${unknown}: it takes ${abilities.join(", ")}.`);
  return Object.fromEntries(named.map((name) => [name, `the server lacks it (--lacks ${name})`]));
}
