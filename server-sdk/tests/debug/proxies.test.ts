/** Callers who come from elsewhere and look as local as the panel: proxies that add no header, tunnels, dev servers. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { createServer as createViteServer } from "vite";
import { describe, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../scripts/test-setup/free-port.ts";
import type { SettingsInput } from "../../src/core/settings.ts";
import { defaultPath } from "../../src/protocol.ts";
import { MemoryStore } from "../../src/stores/memory.ts";
import { askFor, panelOrigin, token } from "./asking.ts";

/** Opens a way to the app; the port at which it begins. */
type Way = (to: number) => Promise<number>;

const installed = (program: string): boolean => {
  try {
    execFileSync("which", [program], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

async function listening(port: number, child: ChildProcess): Promise<number> {
  onTestFinished(async () => {
    child.kill("SIGTERM");
    if (child.exitCode === null) await once(child, "exit");
  });
  await expect.poll(() => answers(port)).toBe(true);
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

const nginx: Way = async (to) => {
  const folder = mkdtempSync(join(tmpdir(), "sessionscope-nginx-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder};`);
  const server = `listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${to}; proxy_http_version 1.1; }`;
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${temporary.join(" ")} server { ${server} } }`,
  );
  return listening(port, spawn("nginx", ["-p", folder, "-c", join(folder, "nginx.conf")], { stdio: "ignore" }));
};

const socat: Way = async (to) => {
  const port = await freePort();
  const from = `TCP4-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr`;
  return listening(port, spawn("socat", [from, `TCP4:127.0.0.1:${to}`], { stdio: "ignore" }));
};

/** What `ssh -R` does at its end. */
const tunnel: Way = async (to) => {
  const server = createTcpServer((from) => {
    const onward = connect(to, "127.0.0.1");
    from.pipe(onward).pipe(from);
    for (const socket of [from, onward]) socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
};

const vite: Way = async (to) => {
  const root = mkdtempSync(join(tmpdir(), "sessionscope-vite-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const port = await freePort();
  const proxy = { [defaultPath]: `http://localhost:${to}` };
  const server = await createViteServer({
    root,
    configFile: false,
    logLevel: "silent",
    server: { port, host: "127.0.0.1", proxy },
  });
  await server.listen();
  onTestFinished(() => server.close());
  return port;
};

async function start(debug: SettingsInput["debug"]): Promise<{ port: number; store: MemoryStore }> {
  const store = new MemoryStore();
  const sessions = await createSessions({ store, debug });
  const server = createServer(nodeSessions(sessions, (_, response) => void response.end("the app")));
  server.listen(0);
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await sessions.close();
  });
  return { port: (server.address() as AddressInfo).port, store };
}

/** A signed-in session of somebody else's, asked for by hand in the panel's name. */
async function takeOver(port: number, authorization?: string): Promise<{ status: number; body: string }> {
  const asking = askFor("session.restore", { revision: null, entries: {}, expiry: { kind: "policy" }, user: "ada" });
  const headers = {
    Host: `localhost:${port}`,
    Origin: panelOrigin,
    "Content-Type": "application/json",
    ...(authorization && { Authorization: authorization }),
  };
  const outgoing = request({ port, host: "127.0.0.1", path: defaultPath, method: "POST", headers, agent: false });
  outgoing.end(JSON.stringify(asking));
  const [incoming] = await once(outgoing, "response");
  let body = "";
  for await (const chunk of incoming.setEncoding("utf8")) body += chunk;
  return { status: incoming.statusCode, body };
}

const ways: readonly (readonly [name: string, way: Way, here: boolean])[] = [
  ["nothing between, on loopback", async (to) => to, true],
  ["nginx without a forwarded header (skipped where there is none)", nginx, installed("nginx")],
  ["socat (skipped where there is none)", socat, installed("socat")],
  ["a TCP tunnel", tunnel, true],
  ["Vite's dev proxy", vite, true],
];

describe.each(ways)("%s", (_, way, here) => {
  test.skipIf(!here)("is no way through without the token", async () => {
    const { port, store } = await start({ token });
    const through = await way(port);
    const refused = await takeOver(through);
    expect([refused.status, JSON.parse(refused.body).error.code]).toEqual([401, "token-required"]);
    expect((await takeOver(through, "Bearer a-token-of-others")).status).toBe(403);
    expect((await store.list({ limit: 10 })).sessions.size).toBe(0);
    expect((await takeOver(through, `Bearer ${token}`)).status).toBe(200);
  });

  test.skipIf(!here)("is let in by requireToken: false, as the documents say", async () => {
    const { port } = await start({ token, requireToken: false });
    expect((await takeOver(await way(port))).status).toBe(200);
  });
});
