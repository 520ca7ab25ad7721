import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test.each(["express", "koa", "hono", "node-http", "fetch"])(
  "an app on %s whose sessions cannot be opened ends, saying why, as one that waited for them",
  (adapter) => {
    const mount = `${adapter === "node-http" ? "node" : adapter}Sessions`;
    const app = `
      import { createSessions } from "sessionscope";
      import { ${mount} } from "sessionscope/${adapter}";
      ${mount}(createSessions({ store: "memory:", cookieAge: "two weeks" }), () => {});
      setInterval(() => {}, 1000);
    `;
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--no-warnings", "--conditions=@sessionscope/source", "--input-type=module", "-e", app],
      { cwd: import.meta.dirname, encoding: "utf8" },
    );
    expect([status, stderr]).toEqual([1, expect.stringContaining("SettingError: Setting cookieAge")]);
  },
);
