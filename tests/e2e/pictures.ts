/** Pictures of what the tests see, in artifacts/: of all of it when the environment has `PICTURES=1`, otherwise of what failed. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunnerTestCase } from "vitest";

type Draw = (file: `${string}.png`) => Promise<unknown> | undefined;

const artifacts = fileURLToPath(new URL("../../artifacts", import.meta.url));
const wanted = process.env.PICTURES === "1";

/** @param name of the picture, from artifacts/; it may hold the title of a test. */
export async function takePicture(name: string, draw: Draw): Promise<void> {
  if (wanted) await write(name, draw);
}

/** What a test ended with. */
export async function takeLastPicture(task: Readonly<RunnerTestCase>, draw: Draw): Promise<void> {
  if (wanted || task.result?.state === "fail") await write(`e2e/${task.suite?.name}-${task.name}`, draw);
}

async function write(name: string, draw: Draw): Promise<void> {
  const [folder, ...title] = name.split("/");
  await mkdir(join(artifacts, folder!), { recursive: true });
  await draw(`${join(artifacts, folder!, title.join("/").replaceAll(/\W+/g, "-"))}.png`);
}
