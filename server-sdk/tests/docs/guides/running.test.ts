/** The apps of the guides on running an app do what their pages say. */

import { createServer, request } from "node:http";
import { join } from "node:path";
import { listen } from "sessionscope/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { runCli } from "../../cli/run-cli.ts";
import { blocksOf, blockWith } from "../doc-blocks.ts";
import { DocFolder, startPage } from "../doc-folder.ts";

function newFolder(): DocFolder {
  const folder = new DocFolder();
  onTestFinished(() => folder.remove());
  return folder;
}

test("deploying: a health check asks no store, and the app ends at SIGTERM", async () => {
  const env = { NODE_ENV: "production" };
  const app = await startPage("docs/guides/deploying.md", env);
  expect(await app.browser.get("/health")).toMatchObject({ text: "ok", setCookies: [] });
  expect((await app.browser.get("/")).text).toBe("Visit 1");
  expect((await app.browser.get("/")).text).toBe("Visit 2");
  expect(await app.end()).toBe(0);
});

test("deploying: the doctor finds nothing broken in the settings of the page, and clear-expired takes them", async () => {
  const folder = newFolder();
  const [settings] = blocksOf("docs/guides/deploying.md");
  const file = folder.write(settings!.name!, settings!.code);
  const store = `sqlite:${join(folder.path, "sessions.db")}`;
  await runCli(["migrate", "--store", store]);
  vi.stubEnv("NODE_ENV", "production");
  onTestFinished(() => void vi.unstubAllEnvs());
  const commands = blocksOf("docs/guides/deploying.md", "sh").map(({ code }) => code.trim());
  expect(commands).toHaveLength(2);
  for (const command of commands) {
    const [, args] = /npx sessionscope (.*) settings\.ts$/.exec(command)!;
    const { code, out, err } = await runCli([...args!.split(" "), file], folder.path, store);
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(out).not.toContain("broken");
  }
});

test("proxy: the cookie is secure, the app sees https, and nothing warns", async () => {
  const app = await startPage("docs/guides/proxy.md");
  const proxy = await listen(
    createServer((asked, answer) => {
      const headers = { ...asked.headers, "x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1" };
      const passed = request(app.origin + asked.url, { method: asked.method, headers }, (response) => {
        answer.writeHead(response.statusCode!, response.headers);
        response.pipe(answer);
      });
      asked.pipe(passed);
    }),
  );
  onTestFinished(() => proxy.close());
  const answer = await fetch(proxy.origin);
  expect(await answer.text()).toBe("Visit 1 over https");
  expect(answer.headers.get("set-cookie")).toContain("; Secure");
  expect(answer.headers.get("vary")).toBe("Cookie");
  expect(app.said()).not.toContain("SESSIONSCOPE_SECURE_OVER_HTTP");
  await (await fetch(app.origin)).text();
  await expect.poll(app.said).toContain("SESSIONSCOPE_SECURE_OVER_HTTP");
});

test("rotating secrets: nobody is signed out while both are there; the old one alone is worth nothing after", async () => {
  const page = "docs/guides/rotating-secrets.md";
  const [former, next] = ["a secret of before, as long as that", "a secret of now, long enough for it"];
  const before = await startPage(page, { NEW_SECRET: former });
  await before.browser.post("/theme/dark");
  const old = before.browser.cookies.get("sessionid")!;

  const between = await startPage(page, { NEW_SECRET: next, OLD_SECRET: former });
  between.browser.cookies.set("sessionid", old);
  expect((await between.browser.get("/")).text).toBe("dark");
  await between.browser.post("/theme/light");

  const after = await startPage(page, { NEW_SECRET: next });
  after.browser.cookies.set("sessionid", between.browser.cookies.get("sessionid")!);
  expect((await after.browser.get("/")).text).toBe("light");
  after.browser.cookies.set("sessionid", old);
  expect((await after.browser.get("/")).text).toBe("none");
});

test("subdomains: a login on one is known on the other, and no key is lost", async () => {
  const use = `
import { CookieJar } from "tough-cookie";
const open = (app: express.Express) => new Promise<string>((resolve) => {
  const server = app.listen(0, () => resolve("http://localhost:" + (server.address() as { port: number }).port));
});
const jar = new CookieJar();
const visit = async (app: express.Express, host: string, path: string) => {
  const url = "http://" + host + path;
  const answer = await fetch((await open(app)) + path, { method: "POST", headers: { cookie: await jar.getCookieString(url) } });
  for (const line of answer.headers.getSetCookie()) await jar.setCookie(line, url);
  return answer.text();
};
console.log(await visit(shop, "shop.example.com", "/cart/tea"));
await visit(account, "account.example.com", "/login/ada");
console.log(await visit(shop, "shop.example.com", "/cart/milk"));
process.exit();`;
  const code = blockWith("docs/guides/subdomains.md", "export const shop");
  const said = await newFolder().run("hosts.ts", code + use);
  expect(said.trim().split("\n")).toEqual(["A stranger has tea", "ada has tea,milk"]);
});

test("serverless: the handler answers AWS Lambda's events with one session", async () => {
  const code = blockWith("docs/guides/serverless.md", "export async function handler");
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
  const said = await newFolder().run("lambda.ts", code + use, { SESSION_STORE: "memory:" });
  expect(said).toBe("200 1 false Visit 1 Visit 2 Visit 3\n");
});
