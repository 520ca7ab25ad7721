/** The protocol suite on real Django servers, over HTTP. The other engines, and the other servers, run in `npm run test:long`. */

import { afterAll, describe, test } from "vitest";
import { protocolSuite } from "../../../src/testing/protocol-suite.ts";
import { DjangoApp, type DjangoAppOptions } from "./django-app.ts";

const few: readonly DjangoAppOptions[] = [
  { release: "bookworm", engine: "db" },
  { release: "sid", engine: "db" },
  { release: "sid", engine: "signed_cookies", asgi: true },
];
const engines = ["db", "cached_db", "cache", "file", "signed_cookies"] as const;
const all = (["bookworm", "sid"] as const).flatMap((release) =>
  engines.flatMap((engine) => [
    { release, engine },
    // Django before 4.2 has no live stream under ASGI.
    ...(release === "sid" ? [{ release, engine, asgi: true }] : []),
  ]),
);
const subjects = process.env.DJANGO_SUBJECTS === "all" ? all : few;
const apps = await Promise.all(subjects.map((options) => DjangoApp.start(options)));
afterAll(async () => {
  for (const app of apps) await app[Symbol.asyncDispose]();
});

describe.each(
  apps.map((app, index) => {
    const { engine, asgi = false } = subjects[index]!;
    return [app.version, engine, asgi ? "ASGI" : "WSGI", app.server] as const;
  }),
)("Django %s, %s, %s", (_version, _engine, _interface, server) => {
  for (const { name, skip, run } of protocolSuite(server)) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});
