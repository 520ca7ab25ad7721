/** Compiles all TypeScript in the documents, and runs what can run alone. */

import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createSessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { listen } from "sessionscope/testing";
import { afterAll, describe, expect, test } from "vitest";
import { sharedService } from "../../scripts/services/shared-services.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "sessionscope-docs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));

function blocksOf(page: string): readonly string[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
}

/** Writes each block into a project of its own, because pages declare the same names differently. */
function projectOf(page: string, blocks: readonly string[]): string {
  const project = join(folder, page.replaceAll(/[/.]/g, "-"));
  mkdirSync(project);
  const options = { noUnusedLocals: false, noUnusedParameters: false };
  const config = { extends: join(root, "tsconfig.json"), compilerOptions: options, include: ["."], exclude: [] };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  for (const [index, code] of blocks.entries()) {
    // An app imports the package somewhere; TypeScript can augment it only then.
    writeFileSync(join(project, `block-${index}.ts`), `${code}\nimport type {} from "sessionscope";\n`);
  }
  return project;
}

const run = promisify(execFile);
const node = (args: readonly string[], options: { readonly env?: NodeJS.ProcessEnv } = {}) =>
  run(process.execPath, ["--no-warnings", "--conditions=@sessionscope/source", ...args], { cwd: folder, ...options });

async function freePort(): Promise<number> {
  const server = await listen(createServer());
  await server.close();
  return Number(new URL(server.origin).port);
}

const edit = { set: { visits: "41" }, delete: [], expect: { visits: "2" } };

test.each([
  ["README.md", 1],
  ["server-sdk/README.md", 1],
  ["docs/testing.md", 4],
  ["docs/debug-protocol.md", 1],
  ["docs/stores.md", 0],
  ["docs/frameworks.md", 1],
  ["docs/coming-from-express-session.md", 1],
  ["docs/inspect.md", 2],
  ["docs/adopting.md", 2],
  ["docs/django.md", 5],
  ["docs/guides.md", 2],
  ["docs/start.md", 4],
  ["docs/troubleshooting.md", 4],
])("what %s shows compiles", (page, least) => {
  const blocks = blocksOf(page);
  expect(blocks.length).toBeGreaterThanOrEqual(least);
  if (blocks.length === 0) return;
  const { stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", projectOf(page, blocks)], {
    encoding: "utf8",
  });
  expect(stdout).toBe("");
});

describe("what docs/testing.md shows passes under node:test", () => {
  const blocks = blocksOf("docs/testing.md");
  const project = join(folder, "run-testing");
  mkdirSync(project);
  test.each(blocks.map((code, index) => [/test\("([^"]+)/.exec(code)?.[1] ?? `block ${index}`, code, index] as const))(
    "%s",
    async (_, code, index) => {
      const file = join(project, `block-${index}.ts`);
      writeFileSync(file, code);
      const { stdout } = await node(["--test", "--test-reporter=tap", file]);
      expect(stdout).toMatch(/^# fail 0$/m);
      expect(Number(/^# pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThan(0);
    },
  );
});

test("the suite in docs/debug-protocol.md runs against a server at the given address", async () => {
  const code = blocksOf("docs/debug-protocol.md").find((block) => block.includes("protocolSuite"))!;
  const token = "a-token-of-the-test";
  const sessions = await createSessions({ store: "memory:", debug: { token } });
  const server = await listen(createServer(nodeSessions(sessions, (_request, response) => response.end())));
  const file = join(folder, "protocol.test.ts");
  const address = "http://localhost:8000";
  expect(code).toContain(address);
  writeFileSync(file, code.replace(address, server.origin));
  const env = { ...process.env, SESSIONSCOPE_TOKEN: token };
  const { stdout } = await node(["--test", "--test-reporter=tap", file], { env });
  await server.close();
  await sessions.close();
  expect(stdout).toMatch(/^# fail 0$/m);
  expect(Number(/^# pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThan(100);
  expect(stdout).toContain("it was given no makeSession");
});

test("the app of docs/inspect.md counts visits, announces the endpoint, and sees what the panel edits", async () => {
  const [code] = blocksOf("docs/inspect.md");
  const visit = `
const server = app.listen(0, async () => {
  const origin = "http://127.0.0.1:" + server.address().port;
  let cookie = "";
  const visit = async () => {
    const answer = await fetch(origin, { headers: { cookie } });
    cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    console.log(await answer.text(), answer.headers.get("sessionscope"));
  };
  await visit();
  await visit();
  const call = { protocol: 1, command: "session.update", cookie: cookie.split("=")[1], params: ${JSON.stringify(edit)} };
  const headers = { "Content-Type": "application/json", Authorization: "Bearer " + process.env.SESSIONSCOPE_TOKEN };
  const edited = await fetch(origin + "/__sessionscope__", { method: "POST", headers, body: JSON.stringify(call) });
  console.log(edited.status);
  await visit();
  process.exit();
});`;
  expect(code).toContain("app.listen(Number(PORT));");
  const file = join(folder, "inspect.ts");
  writeFileSync(file, code!.replace("app.listen(Number(PORT));", visit));
  const env = { ...process.env, SESSIONSCOPE_TOKEN: "a-token-of-the-test", REDIS_URL: await sharedService("redis") };
  const { stdout } = await node([file], { env });
  const announced = "v=1; path=/__sessionscope__; request=";
  expect(stdout.trim().split("\n")).toEqual([
    `Visit 1 ${announced}1`,
    `Visit 2 ${announced}2`,
    "200",
    `Visit 42 ${announced}3`,
  ]);
});

test("the app of docs/guides.md signs in, remembers, keeps a stranger's cart asks for roles and signs out everywhere else", async () => {
  const [code] = blocksOf("docs/guides.md");
  const use = `
const origin = await new Promise<string>((resolve) => {
  const server = app.listen(0, () => resolve("http://127.0.0.1:" + (server.address() as { port: number }).port));
});
const browser = () => {
  let cookie = "";
  const call = async (method: string, path: string, form?: Record<string, string>) => {
    const body = form && new URLSearchParams(form);
    const answer = await fetch(origin + path, { method, body, headers: { cookie }, redirect: "manual" });
    const line = answer.headers.getSetCookie()[0];
    if (line !== undefined) cookie = line.split(";")[0]!;
    const seconds = Number(/Max-Age=([0-9]+)/.exec(line ?? "")?.[1]);
    return { age: Math.round(seconds / 86400), text: await answer.text() };
  };
  const post = (path: string, form: Record<string, string> = {}) => call("POST", path, form);
  const at = async (path: string) => (await call("GET", path)).text;
  return { post, at, page: () => at("/") };
};
const ada = { name: "ada", password: "ada's password" };
const [one, two] = [browser(), browser()];
await one.post("/cart", { item: "tea" });
await one.post("/login", { name: "ada", password: "wrong" });
console.log(await one.page());
console.log(await one.at("/admin"));
console.log((await one.post("/login", ada)).age, await one.page());
console.log(await one.at("/admin"));
console.log((await two.post("/login", { ...ada, remember: "on" })).age, await two.page());
await one.post("/logout-everywhere");
console.log(await one.page(), await two.page());
await one.post("/logout");
console.log(await one.page());
await one.post("/login", { name: "bob", password: "bob's password" });
console.log(await one.at("/admin"));
process.exit();`;
  const file = join(folder, "guides.mts");
  writeFileSync(file, code! + use);
  const { stdout } = await node([file], { env: { ...process.env, SESSION_STORE: "memory:" } });
  const page = (user: string | null, cart: readonly string[] = [], messages: readonly string[] = []) =>
    JSON.stringify({ user, cart, messages });
  expect(stdout.trim().split("\n")).toEqual([
    page(null, ["tea"], ["Name or password is wrong."]),
    "Unauthorized",
    `NaN ${page("ada", ["tea"])}`,
    "For the staff",
    `30 ${page("ada")}`,
    `${page("ada", ["tea"], ["You are signed out on all other devices."])} ${page(null)}`,
    page(null),
    "Forbidden",
  ]);
});

test("the handler of docs/guides.md answers AWS Lambda's events with one session", async () => {
  const code = blocksOf("docs/guides.md").find((block) => block.includes("export async function handler"))!;
  const use = `
const event = (cookies?: string[]): HttpEvent => JSON.parse(JSON.stringify({
  version: "2.0", routeKey: "$default", rawPath: "/visits", rawQueryString: "page=1", cookies,
  headers: { accept: "text/html", host: "abc.lambda-url.eu-west-1.on.aws", "x-forwarded-proto": "https" },
  requestContext: { domainName: "abc.lambda-url.eu-west-1.on.aws", http: { method: "GET", path: "/visits", protocol: "HTTP/1.1" } },
  isBase64Encoded: false,
}));
const textOf = ({ body }: { body: string }) => Buffer.from(body, "base64").toString();
const first = await handler(event());
const cookie = first.cookies[0]!.split(";")[0]!;
const second = await handler(event(["theme=dark", cookie]));
const posted = await handler({ ...event([cookie]), requestContext: { domainName: "a", http: { method: "POST" } }, body: "YQ==", isBase64Encoded: true });
console.log(first.statusCode, first.cookies.length, "set-cookie" in first.headers, textOf(first), textOf(second), textOf(posted));
process.exit();`;
  const file = join(folder, "lambda.mts");
  writeFileSync(file, code + use);
  const { stdout } = await node([file], { env: { ...process.env, SESSION_STORE: "memory:" } });
  expect(stdout).toBe("200 1 false Visit 1 Visit 2 Visit 3\n");
});

test("the recipes in docs/django.md do what they say", async () => {
  const blocks = blocksOf("docs/django.md");
  const recipes = join(folder, "run-django");
  mkdirSync(recipes);
  const names = ["login", "withSession", "setForUser", "idOf", "addMessage, takeMessages"];
  const imports = names.map((name, at) => {
    const first = name.split(",")[0]!;
    const block = blocks.find((code) => new RegExp(`export (async function|const|function) ${first}\\b`).test(code));
    writeFileSync(join(recipes, `recipe-${at}.ts`), block!);
    return `import { ${name} } from "./recipe-${at}.ts";`;
  });
  const use = `
import { createSessions } from "sessionscope";
import { signedIn } from "sessionscope/testing";
${imports.join("\n")}
const sessions = await createSessions({ store: "memory:" });
const keyOf = (cookie) => cookie.split("=")[1];
const stranger = keyOf(await signedIn(sessions, { cart: ["tea"] }));
let key;
await withSession(sessions, stranger, async (session) => {
  await login(session, { id: 7 });
  key = session.sessionKey;
});
console.log(stranger !== key, await withSession(sessions, key, (session) => [session.cart, session.boundUser]));
await withSession(sessions, key, (session) => login(session, { id: 8 }));
const other = [];
for await (const [id, { user, entries }] of sessions.ofUser("8")) other.push(user, [...entries.keys()], (await sessions.stored.read(id)) !== null);
console.log(other);
const ada = keyOf(await signedIn(sessions, { user: "ada" }, "ada"));
await setForUser(sessions, "ada", "unread", 3);
console.log((await sessions.stored.read(idOf(ada))).entries);
await withSession(sessions, ada, (session) => {
  addMessage(session, "info", "one");
  addMessage(session, "error", "two");
  addMessage(session, "info", "three");
});
console.log(await withSession(sessions, ada, takeMessages), await withSession(sessions, ada, takeMessages));`;
  const file = join(recipes, "use.mjs");
  writeFileSync(file, use);
  const { stdout } = await node([file]);
  expect(stdout.trim().split("\n")).toEqual([
    "true [ [ 'tea' ], '7' ]",
    "[ '8', [ 'user' ], true ]",
    `Map(2) { 'user' => '"ada"', 'unread' => '3' }`,
    "[",
    "  { level: 'info', text: 'one' },",
    "  { level: 'error', text: 'two' },",
    "  { level: 'info', text: 'three' }",
    "] []",
  ]);
});

test.each(
  blocksOf("docs/start.md").map((code, at) => [/from "sessionscope\/(\w+)"/.exec(code)![1]!, code, at] as const),
)("the app of docs/start.md on %s counts visits", async (framework, code) => {
  const port = await freePort();
  const visit = `
const visit = async (cookie) => {
  for (;;) {
    const answer = await fetch("http://127.0.0.1:${port}/", { headers: { cookie } }).catch(() => null);
    if (answer) return [await answer.text(), answer.headers.getSetCookie()[0]?.split(";")[0] ?? cookie];
    await new Promise(setImmediate);
  }
};
const [first, cookie] = await visit("");
console.log(first, (await visit(cookie))[0]);
process.exit();`;
  const file = join(folder, `start-${framework}.mts`);
  writeFileSync(file, code.replace("3000", `${port}`) + visit);
  const { stdout } = await node([file]);
  expect(stdout.trim().split("\n").at(-1)).toBe("Visit 1 Visit 2");
});

test("the app of docs/adopting.md knows whom express-session knew", async () => {
  const [code] = blocksOf("docs/adopting.md");
  const visit = `
const old = express();
old.use(session({ store: new RedisStore({ client }), secret: "keep it secret", resave: false, saveUninitialized: false }));
old.get("/", (request, response) => {
  Object.assign(request.session, { user: "ada", cart: ["tea"] });
  response.end();
});
const listening = (app: express.Express) => new Promise<string>((resolve) => {
  const server = app.listen(0, () => resolve("http://127.0.0.1:" + (server.address() as { port: number }).port));
});
let cookie = "";
const visit = async (origin: string) => {
  const answer = await fetch(origin, { headers: { cookie } });
  const lines = answer.headers.getSetCookie();
  cookie = lines.at(-1)?.split(";")[0] ?? cookie;
  console.log(await answer.text(), lines.map((line) => line.split("=")[0]).join());
};
await visit(await listening(old));
const moved = await listening(app);
await visit(moved);
await visit(moved);
process.exit();`;
  const url = JSON.stringify(await sharedService("redis"));
  const app = code!.replace("app.listen(3000);", visit).replace("createClient();", `createClient({ url: ${url} });`);
  const file = join(folder, "adopting.ts");
  writeFileSync(file, app);
  const { stdout } = await node([file]);
  expect(stdout.split("\n")).toEqual([" connect.sid", "Hello, ada connect.sid,sessionid", "Hello, ada ", ""]);
});

test("the quick start of README.md counts visits and keeps the count at a login", async () => {
  const [code] = blocksOf("README.md");
  const visit = `
const server = app.listen(0, async () => {
  const origin = "http://127.0.0.1:" + server.address().port;
  let cookie = "";
  for (const [method, path] of [["GET", "/"], ["GET", "/"], ["POST", "/login"], ["GET", "/"]]) {
    const answer = await fetch(origin + path, { method, headers: { cookie }, redirect: "manual" });
    cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    console.log(method, path, answer.status, await answer.text());
  }
  server.close();
  server.closeAllConnections();
  await sessions.close();
});`;
  expect(code).toContain("app.listen(3000);");
  const file = join(folder, "quick-start.ts");
  writeFileSync(file, code!.replace("app.listen(3000);", visit));
  const { stdout } = await node([file]);
  // The debug endpoint first prints its address.
  expect(stdout.split("\n").filter((line) => /^(GET|POST)/.test(line))).toEqual([
    "GET / 200 Visit 1",
    "GET / 200 Visit 2",
    "POST /login 302 Found. Redirecting to /",
    "GET / 200 Visit 3",
  ]);
});

test("the login recipe in docs/frameworks.md signs the visitor in after two clicks at once", async () => {
  const code = blocksOf("docs/frameworks.md").find((block) => block.includes("signInAgain"))!;
  const clicks = `
let arrived = 0;
const both = Promise.withResolvers<void>();
function bothHere(): Promise<void> {
  // The first request is a login, the next two come at once, and the interrupted one tries again.
  if (++arrived === 3) both.resolve();
  return arrived === 1 ? Promise.resolve() : both.promise;
}
const server = app.listen(0, async () => {
  const origin = "http://127.0.0.1:" + (server.address() as { port: number }).port;
  async function go(method: string, path: string, jar: { cookie: string }, way: number[]): Promise<string> {
    const answer = await fetch(origin + path, { method, headers: { ...jar }, redirect: "manual" });
    jar.cookie = answer.headers.getSetCookie().at(-1)?.split(";")[0] ?? jar.cookie;
    way.push(answer.status);
    const location = answer.headers.get("location");
    if (location === null) return answer.text();
    return go(answer.status === 307 ? method : "GET", location, jar, way);
  }
  const before = { cookie: "" };
  await go("POST", "/login", before, []);
  const click = async () => {
    const [jar, way] = [{ ...before }, []];
    return [await go("POST", "/login", jar, way), ...way].join(" ");
  };
  for (const shown of (await Promise.all([click(), click()])).sort()) console.log(shown);
  server.close();
  server.closeAllConnections();
});`;
  const file = join(folder, "sign-in.ts");
  const cycling = "await request.session.cycleKey();\n";
  expect(code).toContain(cycling);
  writeFileSync(file, code.replace(cycling, `${cycling}  await bothHere();\n`) + clicks);
  const { stdout } = await node([file]);
  expect(stdout.trim().split("\n")).toEqual(["ada 303 200", "ada 307 303 200"]);
});
