/** The whole apps that pages other than the guides show do what their pages say. */

import { afterAll, expect, test } from "vitest";
import { sharedService } from "../../../scripts/services/shared-services.ts";
import { blocksOf, blockWith, type DocBlock } from "./doc-blocks.ts";
import { DocFolder } from "./doc-folder.ts";

const folder = new DocFolder();
afterAll(() => folder.remove());

const edit = { set: { visits: "41" }, delete: [], expect: { visits: "2" } };

test("the quick start of README.md counts visits and keeps the count at a login", async () => {
  const [shown] = blocksOf("README.md");
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
  expect(shown!.code).toContain("app.listen(3000);");
  const said = await folder.run("quick-start.ts", shown!.code.replace("app.listen(3000);", visit));
  // The debug endpoint first prints its address.
  expect(said.split("\n").filter((line) => /^(GET|POST)/.test(line))).toEqual([
    "GET / 200 Visit 1",
    "GET / 200 Visit 2",
    "POST /login 302 Found. Redirecting to /",
    "GET / 200 Visit 3",
  ]);
});

test.each(blocksOf("docs/start.md").map(({ code }) => [/from "sessionscope\/(\w+)"/.exec(code)![1]!, code] as const))(
  "the app of docs/start.md on %s counts visits",
  async (framework, code) => {
    const { browser } = await folder.start(`start-${framework}.mts`, code);
    expect((await browser.get("/")).text).toBe("Visit 1");
    expect((await browser.get("/")).text).toBe("Visit 2");
  },
);

test("the apps of docs/start.md are JavaScript without the two notes that it names", async () => {
  const [{ code }] = blocksOf("docs/start.md") as [DocBlock];
  const { browser } = await folder.start("start.mjs", code.replaceAll(/<\{ visits: number \}>| as number/g, ""));
  expect((await browser.get("/")).text).toMatch(/^Visit \d+$/);
});

test("the login recipe in docs/frameworks.md signs the visitor in after two clicks at once", async () => {
  const code = blockWith("docs/frameworks.md", "signInAgain");
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
  const cycling = "await request.session.cycleKey();\n";
  expect(code).toContain(cycling);
  const said = await folder.run("sign-in.ts", code.replace(cycling, `${cycling}  await bothHere();\n`) + clicks);
  expect(said.trim().split("\n")).toEqual(["ada 303 200", "ada 307 303 200"]);
});

test("the app of docs/adopting.md knows whom express-session knew", async () => {
  const [shown] = blocksOf("docs/adopting.md");
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
  const app = shown!.code
    .replace("app.listen(3000);", visit)
    .replace("createClient();", `createClient({ url: ${url} });`);
  const said = await folder.run("adopting.ts", app);
  expect(said.split("\n")).toEqual([" connect.sid", "Hello, ada connect.sid,sessionid", "Hello, ada ", ""]);
});

test("the app of docs/inspect.md counts visits, announces the endpoint, and sees what the panel edits", async () => {
  const [app] = blocksOf("docs/inspect.md");
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
  expect(app!.code).toContain("app.listen(Number(PORT));");
  const env = { SESSIONSCOPE_TOKEN: "a-token-of-the-test", REDIS_URL: await sharedService("redis") };
  const said = await folder.run("inspect.ts", app!.code.replace("app.listen(Number(PORT));", visit), env);
  const announced = "v=1; path=/__sessionscope__; request=";
  expect(said.trim().split("\n")).toEqual([
    `Visit 1 ${announced}1`,
    `Visit 2 ${announced}2`,
    "200",
    `Visit 42 ${announced}3`,
  ]);
});
