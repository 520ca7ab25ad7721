import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { freePort } from "../test-setup/free-port.ts";
import { serviceKinds } from "./service-kinds.ts";
import { type ServiceKind, startService } from "./services.ts";
import { newDatabase, sharedService } from "./shared-services.ts";

const kinds = Object.keys(serviceKinds) as ServiceKind[];

describe("services", () => {
  test.each(kinds)("%s starts, is killed, starts again on its port, and leaves nothing", async (kind) => {
    let directory: string;
    {
      await using service = await startService(kind);
      directory = service.directory;
      expect(existsSync(directory)).toBe(true);
      const ask = () => serviceKinds[kind].ask(service.port);
      await ask();
      await service.kill();
      await expect(ask()).rejects.toThrow();
      await service.start();
      await ask();
    }
    expect(existsSync(directory)).toBe(false);
  });

  test.each(kinds)("%s takes another port when the first is taken meanwhile", async (kind) => {
    const other = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const ports = [port, await freePort()];
    await using service = await startService(kind, [], async () => ports.shift()!);
    expect(service.port).not.toBe(port);
    await serviceKinds[kind].ask(service.port);
    other.close();
  });

  test("a killed PostgreSQL starts again once its child processes have ended", async () => {
    await using service = await startService("postgres");
    const client = new Client(service.url);
    client.on("error", () => {});
    await client.connect();
    const { rows } = await client.query("select pg_backend_pid() as pid");
    process.kill(rows[0].pid, "SIGSTOP");
    await service.kill();
    const started = service.start();
    try {
      await expect.poll(() => service.launches).toBeGreaterThan(2);
    } finally {
      process.kill(rows[0].pid, "SIGCONT");
    }
    await started;
    await serviceKinds.postgres.ask(service.port);
  });

  test("all tests that ask for a shared service get the same one", async () => {
    expect(await sharedService("redis")).toBe(await sharedService("redis"));
  });

  test("data outlives a kill", async () => {
    await using service = await startService("postgres");
    const query = async (sql: string) => {
      const client = new Client(service.url);
      await client.connect();
      const { rows } = await client.query(sql);
      await client.end();
      return rows;
    };
    await query("create table kept as select 1 as one");
    await service.kill();
    await service.start();
    expect(await query("select one from kept")).toEqual([{ one: 1 }]);
  });

  test("each new database is another one", async () => {
    const [one, other] = await Promise.all([newDatabase("mariadb"), newDatabase("mariadb")]);
    expect(one).not.toBe(other);
  });
});
