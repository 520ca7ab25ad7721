/** The database servers that all test files of a run share. A test that kills or fills a server starts its own (`startService`). */

import { randomUUID } from "node:crypto";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { inject } from "vitest";
import type { ServiceKind } from "./services.ts";

/** The URL of the shared server of this kind. The first call starts it. */
export async function sharedService(kind: ServiceKind): Promise<string> {
  const response = await fetch(new URL(kind, inject("services")));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

/** The URL of a new, empty database on the shared server. */
export async function newDatabase(kind: "postgres" | "mariadb"): Promise<string> {
  const url = new URL(await sharedService(kind));
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  if (kind === "postgres") {
    const client = new Client(url.href);
    await client.connect();
    await client.query(`create database ${name}`);
    await client.end();
  } else {
    const connection = await createConnection(url.href);
    await connection.query(`create database ${name}`);
    await connection.end();
  }
  url.pathname = `/${name}`;
  return url.href;
}
