import { createHash } from "node:crypto";
import { chromeExtensionId } from "sessionscope/protocol";
import { expect, test } from "vitest";
import manifest from "../manifest.json" with { type: "json" };

test("the key in the manifest gives the extension id that the debug endpoint serves", () => {
  const digest = createHash("sha256").update(Buffer.from(manifest.key, "base64")).digest("hex");
  const id = digest.slice(0, 32).replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
  expect(chromeExtensionId).toBe(id);
});

test("asks at install for cookies, storage and loopback hosts, and for nothing else", () => {
  expect(manifest.permissions).toEqual(["cookies", "storage"]);
  const hosts = manifest.host_permissions.map((pattern) => pattern.replace(/^\*:\/\/(.*)\/\*$/, "$1"));
  expect(hosts.toSorted()).toEqual(["*.localhost", "127.0.0.1", "[::1]", "localhost"]);
});

test("no page can reach the extension, and it loads no code from elsewhere", () => {
  for (const door of ["content_scripts", "web_accessible_resources", "externally_connectable"]) {
    expect(manifest).not.toHaveProperty(door);
  }
  expect(manifest.content_security_policy.extension_pages).toContain("default-src 'none'; script-src 'self';");
});
