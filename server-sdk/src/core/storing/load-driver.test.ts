import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

/** A process of its own: here the test runner resolves packages, there Node does. */
function load(name: string): string {
  const script = `
    const { loadDriver } = await import(${JSON.stringify(new URL("load-driver.ts", import.meta.url).href)});
    const loaded = await loadDriver("Example", ${JSON.stringify(name)}).catch((thrown) => thrown);
    console.log(loaded.name, loaded.code, loaded.message);`;
  const args = ["--no-warnings", "--input-type=module", "--eval", script];
  return spawnSync(process.execPath, args, { encoding: "utf8" }).stdout;
}

test("a package that is not there is named, with how to install it", () => {
  const said = load("no-such-package-anywhere");
  expect(said).toContain("SESSION_DRIVER_MISSING");
  expect(said).toContain("npm install no-such-package-anywhere");
});

test("a package that fails while it is loaded says so itself", () => {
  expect(load(`data:text/javascript,throw new TypeError("broken inside")`)).toBe("TypeError undefined broken inside\n");
});

test("a package that is there is given whole", () => {
  expect(load("data:text/javascript,export const name='driver', code=1, message='here'")).toBe("driver 1 here\n");
});
