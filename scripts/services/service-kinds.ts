/** The database servers that tests use: how each is found, prepared and started, and how it shows that it is ready. */

import { execFile } from "node:child_process";
import { chownSync, globSync, mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";

const run = promisify(execFile);

export interface Place {
  readonly directory: string;
  readonly port: number;
}

/** `undefined`: the user of this process. */
export interface User {
  readonly uid?: number;
  readonly gid?: number;
}

interface ServiceKindRow {
  readonly title: string;
  /** The programs it needs, the server first. They are looked for in `folders` and on the PATH. */
  readonly programs: readonly string[];
  readonly folders: readonly string[];
  /** Its packages in Debian and Ubuntu. */
  readonly packages: readonly string[];
  /** The user that runs it when this process is root, for a server that refuses to run as root. */
  user?(): Promise<User>;
  /** Makes the data directory, once, before the first start. */
  prepare?(programs: readonly string[], place: Place, user: User): Promise<unknown>;
  args(place: Place): readonly string[];
  url(port: number): string;
  /** The signal that ends it at once, with nothing left behind. */
  readonly end: NodeJS.Signals;
  /** Rejects while the server does not answer. */
  ask(port: number): Promise<void>;
}

const host = "127.0.0.1";
const isRoot = process.getuid?.() === 0;

/** Sends a line and expects an answer with this beginning. */
function askLine(port: number, line: string, expected: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port }, () => socket.write(line));
    socket.setTimeout(2000, () => socket.destroy(new Error("no answer")));
    socket.once("data", (answer) => {
      if (answer.toString().startsWith(expected)) resolve();
      else reject(new Error(`answered ${answer}`));
      socket.destroy();
    });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed the connection")));
  });
}

async function userNamed(name: string): Promise<User> {
  const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

export const serviceKinds = {
  redis: {
    title: "Redis",
    programs: ["redis-server"],
    folders: [],
    packages: ["redis-server"],
    args: ({ directory, port }) => [
      ...["--port", `${port}`, "--bind", host, "--dir", directory],
      // A write is in the file before it is acknowledged, so it survives SIGKILL. No test cuts the machine's power: no fsync.
      ...["--save", "", "--appendonly", "yes", "--appendfsync", "no"],
    ],
    end: "SIGKILL",
    url: (port) => `redis://${host}:${port}`,
    ask: (port) => askLine(port, "PING\r\n", "+PONG"),
  },
  sentinel: {
    title: "Redis Sentinel",
    programs: ["redis-server"],
    folders: [],
    packages: ["redis-server"],
    // Sentinel writes its state into this file. Tests tell it by commands what to watch.
    prepare: async (_programs, { directory }) => writeFileSync(join(directory, "sentinel.conf"), ""),
    args: ({ directory, port }) => [
      ...[join(directory, "sentinel.conf"), "--sentinel"],
      ...["--port", `${port}`, "--bind", host, "--dir", directory],
    ],
    end: "SIGKILL",
    url: (port) => `redis://${host}:${port}`,
    ask: (port) => askLine(port, "PING\r\n", "+PONG"),
  },
  memcached: {
    title: "Memcached",
    programs: ["memcached"],
    folders: [],
    packages: ["memcached"],
    args: ({ port }) => ["-p", `${port}`, "-l", host, "-U", "0", ...(isRoot ? ["-u", "root"] : [])],
    end: "SIGKILL",
    url: (port) => `memcached://${host}:${port}`,
    ask: (port) => askLine(port, "version\r\n", "VERSION"),
  },
  postgres: {
    title: "PostgreSQL",
    programs: ["postgres", "initdb"],
    folders: globSync("/usr/lib/postgresql/*/bin").sort().reverse(),
    packages: ["postgresql"],
    user: () => userNamed("postgres"),
    prepare: async (programs, { directory }, user) => {
      if (user.uid !== undefined && user.gid !== undefined) chownSync(directory, user.uid, user.gid);
      const settings = ["-U", "sessionscope", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
      await run(programs[1]!, ["-D", join(directory, "data"), ...settings], { ...user, cwd: directory });
    },
    args: ({ directory, port }) => [
      ...["-D", join(directory, "data"), "-p", `${port}`, "-h", host, "-k", directory],
      // Data must survive SIGKILL, not a power cut.
      ...["-c", "fsync=off", "-c", "max_connections=200"],
    ],
    end: "SIGQUIT",
    url: (port) => `postgres://sessionscope@${host}:${port}/postgres`,
    ask: async (port) => {
      const client = new Client(serviceKinds.postgres.url(port));
      client.on("error", () => {});
      await client.connect();
      await client.end();
    },
  },
  mariadb: {
    title: "MariaDB",
    programs: ["mariadbd", "mariadb-install-db"],
    folders: ["/usr/sbin"],
    packages: ["mariadb-server"],
    prepare: async (programs, { directory }) => {
      mkdirSync(join(directory, "data"));
      const settings = ["--auth-root-authentication-method=normal", "--skip-test-db", "--innodb-log-file-size=8M"];
      await run(programs[1]!, ["--no-defaults", ...places(directory), ...settings, ...asRoot]);
    },
    args: ({ directory, port }) => [
      ...["--no-defaults", ...places(directory), `--port=${port}`, `--bind-address=${host}`],
      ...[`--socket=${join(directory, "socket")}`, "--max-connections=200", "--innodb-log-file-size=8M"],
      ...["--innodb-flush-log-at-trx-commit=2", "--skip-name-resolve", ...asRoot],
    ],
    end: "SIGKILL",
    url: (port) => `mysql://root@${host}:${port}/mysql`,
    ask: async (port) => {
      const connection = await createConnection(serviceKinds.mariadb.url(port));
      await connection.end();
    },
  },
} as const satisfies Record<string, ServiceKindRow>;

/** A MariaDB that starts removes every temporary table in its temporary folder, so each server gets a folder of its own. */
const places = (directory: string): readonly string[] => [
  `--datadir=${join(directory, "data")}`,
  `--tmpdir=${directory}`,
];

const asRoot: readonly string[] = isRoot ? ["--user=root"] : [];

export type ServiceKind = keyof typeof serviceKinds;

/** Where its programs are looked for: in its own folders, then on the PATH. */
export function searchPath(kind: ServiceKind): readonly string[] {
  return [...serviceKinds[kind].folders, ...(process.env.PATH ?? "").split(delimiter)];
}
