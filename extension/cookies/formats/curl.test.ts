/** A shell runs the exported command line and reports the words that curl would get. */

import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { curl } from "./curl.ts";

const url = new URL("http://localhost:3000/cart?a=1&b=$HOME");

// The command is for a POSIX shell.
test.skipIf(process.platform === "win32")(
  "the exported curl command is one command with one Cookie header, whatever the cookies contain",
  () => {
    const text = fc.string({ unit: fc.constantFrom(..."abc$`'\"\\!*~#&|<>(){} \t;%äé") });
    fc.assert(
      fc.property(text, text, (name, value) => {
        const cookie = {
          name,
          value,
          domain: "localhost",
          hostOnly: true,
          path: "/",
          secure: false,
          httpOnly: false,
          sameSite: "lax",
          expiresAt: null,
          partition: null,
        } as const;
        const script = `curl() { printf '%s\\0' "$@"; }\n${curl.write([cookie], url)}`;
        const said = execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
        const header = name === "" ? value : `${name}=${value}`;
        const option = header.includes("=") ? ["-b", header] : ["-H", `Cookie: ${header}`];
        expect(said).toEqual([url.href, ...(header === "" ? [] : option)]);
      }),
      { numRuns: 60 },
    );
  },
);
