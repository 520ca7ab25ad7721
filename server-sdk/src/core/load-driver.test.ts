import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { MissingDriverError } from "./errors.ts";
import { loadDriver } from "./load-driver.ts";

test("a package that is not there is named, with how to install it", async () => {
  const absent: string = "no-such-package-anywhere";
  // A process of its own: here the test runner resolves packages, there Node does.
  const script = `
    const { loadDriver } = await import(${JSON.stringify(new URL("load-driver.ts", import.meta.url).href)});
    const error = await loadDriver("Example", "${absent}", () => import("${absent}")).catch((thrown) => thrown);
    console.log(error.code, error.message);`;
  const { stdout } = spawnSync(process.execPath, ["--no-warnings", "--input-type=module", "--eval", script], {
    encoding: "utf8",
  });
  expect(stdout).toContain("SESSION_DRIVER_MISSING");
  expect(stdout).toContain(`npm install ${absent}`);
});

test("a package that fails while it is loaded says so itself", async () => {
  const broken = () => Promise.reject(new TypeError("broken inside"));
  await expect(loadDriver("Example", "broken", broken)).rejects.toThrow(TypeError);
  await expect(loadDriver("Example", "broken", broken)).rejects.not.toThrow(MissingDriverError);
  expect(await loadDriver("Example", "there", async () => "driver")).toBe("driver");
});
