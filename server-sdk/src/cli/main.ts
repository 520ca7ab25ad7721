#!/usr/bin/env node

/** `npx sessionscope`: runs the command line, where Node is new enough to load it. */

import { oldNode } from "../core/process/old-node.ts";
import { UsageError } from "./command.ts";

// The reader of the output (`| head`) has closed it.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

// Node 22 warns at each command that SQLite is experimental; the user can do nothing about it.
const printers = process.listeners("warning");
process.removeAllListeners("warning");
process.on("warning", (warning) => {
  if (warning.name === "ExperimentalWarning" && warning.message.startsWith("SQLite ")) return;
  for (const print of printers) print(warning);
});

try {
  const old = oldNode(process.versions.node);
  if (old !== null) throw new UsageError(old);
  const { run } = await import("./run.ts");
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const { SessionError } = await import("../core/errors.ts");
  if (!(error instanceof UsageError) && !(error instanceof SessionError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
// A settings file may have opened something that keeps the process alive. The output is written before the process ends.
for (const stream of [process.stdout, process.stderr])
  await new Promise<void>((done) => stream.write("", () => done()));
process.exit();
