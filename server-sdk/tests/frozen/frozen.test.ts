/** A process is stopped for longer than its deadlines (SIGSTOP, a paused container, a sleeping machine) and goes on. */

import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { FaultyProxy } from "../../../scripts/services/faulty-proxy.ts";
import { serverStores } from "../server-stores.ts";

/** Milliseconds: longer than the deadline of any store. */
const frozen = 4500;

async function startApp(url: string) {
  const script = join(import.meta.dirname, "frozen-app.ts");
  const child = spawn(process.execPath, ["--no-warnings", "--conditions=@sessionscope/source", script, url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const port = Number((await lines.next()).value);
  const visit = async (cookie = "") => {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie, connection: "close" } });
    return { status: answer.status, text: await answer.text(), set: answer.headers.get("set-cookie") };
  };
  const first = await visit();
  await lines.next();
  const cookie = first.set!.split(";")[0]!;
  return {
    visit: () => visit(cookie),
    /** Resolves when the app has received the next request. */
    asked: () => lines.next(),
    async freeze(meanwhile: () => unknown) {
      child.kill("SIGSTOP");
      await meanwhile();
      await wait(frozen);
      child.kill("SIGCONT");
    },
  };
}

const visits = (count: number) => ({ status: 200, text: `${count}` });
const acrossNetwork = serverStores.filter(({ name }) => /Redis|Postgre|Maria|\(Memcached/.test(name));

describe.skipIf(process.platform === "win32").each(acrossNetwork)("$name", ({ newUrl }) => {
  test("a request that was under way when the process was stopped is answered", async () => {
    const url = await newUrl();
    await using proxy = await FaultyProxy.start(Number(new URL(url).port));
    const app = await startApp(proxy.inFrontOf(url));
    proxy.mode = "stall";
    const asked = app.visit();
    await app.asked();
    await app.freeze(() => {
      proxy.mode = "pass";
    });
    expect(await asked).toMatchObject(visits(2));
    expect(await app.visit()).toMatchObject(visits(3));
  });

  test("the first request after the stop is answered, though the server has closed the connections meanwhile", async () => {
    const url = await newUrl();
    await using proxy = await FaultyProxy.start(Number(new URL(url).port));
    const app = await startApp(proxy.inFrontOf(url));
    await app.freeze(() => proxy.cut());
    expect(await app.visit()).toMatchObject(visits(2));
  });
});
