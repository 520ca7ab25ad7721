import { existsSync } from "node:fs";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
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

  test("a shared service is one for all who ask", async () => {
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

  test("a new database is empty and not that of another", async () => {
    const [one, other] = await Promise.all([newDatabase("mariadb"), newDatabase("mariadb")]);
    expect(one).not.toBe(other);
  });
});
