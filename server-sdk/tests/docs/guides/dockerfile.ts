/** Does in a folder what `docker build` does in an image: the lines of a Dockerfile one after the other, without a container around them. */

import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { basename, join } from "node:path";

export interface Image {
  /** What `FROM` names. */
  readonly from: string;
  /** What `ENV` sets. */
  readonly env: Readonly<Record<string, string>>;
  /** The arguments of the process. */
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
}

/** @param context where the Dockerfile stands. @param folder an empty one, in the place of `WORKDIR`. */
export function buildImage(dockerfile: string, context: string, folder: string): Image {
  const env: Record<string, string> = {};
  const image = { from: "", env, command: [] as string[], healthCheck: [] as string[] };
  const steps: Readonly<Record<string, (rest: string) => void>> = {
    FROM: (rest) => {
      image.from = rest;
    },
    ENV: (rest) => Object.assign(env, Object.fromEntries([rest.split("=")])),
    COPY: (rest) => {
      const names = rest.split(" ");
      if (names.pop() !== "./") throw new Error(`COPY ${rest}: only into the working folder`);
      for (const name of names) cpSync(join(context, name), join(folder, basename(name)));
    },
    RUN: (rest) => {
      execFileSync("sh", ["-ec", rest], { cwd: folder, stdio: "pipe", env: { ...process.env, ...env } });
    },
    HEALTHCHECK: (rest) => {
      image.healthCheck = JSON.parse(rest.replace(/^CMD /, ""));
    },
    CMD: (rest) => {
      image.command = JSON.parse(rest);
    },
    // What only a container has.
    WORKDIR() {},
    USER() {},
    EXPOSE() {},
  };
  for (const line of dockerfile.trim().split("\n")) {
    const [, name = "", rest = ""] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    const step = steps[name];
    if (!step) throw new Error(`no instruction: ${line}`);
    step(rest);
  }
  return image;
}
