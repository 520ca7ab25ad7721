/**
 * `node scripts/release/bill-of-materials.ts sessionscope-1.0.0.tgz dist/firefox/THIRD_PARTY.md`: prints the software bill of
 * materials of the packed npm package as CycloneDX: what npm installs with it, and the libraries that are bundled in its panel.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

interface Component {
  readonly "bom-ref": string;
  readonly type: "library";
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses: readonly { readonly license: { readonly id: string } }[];
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

interface Bill {
  readonly components: readonly Component[];
  readonly dependencies: readonly unknown[];
}

/**
 * @param tarball what `npm pack` has made. The bill has the versions that npm would install with it now.
 * @param notices the text of the panel's THIRD_PARTY.md
 */
export function billOfMaterials(tarball: string, notices: string): Bill {
  const folder = mkdtempSync(join(tmpdir(), "sessionscope-bill-"));
  try {
    execFileSync("tar", ["-xzf", resolve(tarball), "-C", folder]);
    const cwd = join(folder, "package");
    const npm = (...args: string[]) =>
      execFileSync("npm", args, { cwd, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
    npm("install", "--package-lock-only", "--prefer-offline", "--no-audit", "--no-fund", "--omit=peer");
    const bill: Bill = JSON.parse(npm("sbom", "--package-lock-only", "--omit=peer", "--sbom-format=cyclonedx"));
    const known = new Set(bill.components.map((component) => component["bom-ref"]));
    const bundled = bundledIn(notices).filter((component) => !known.has(component["bom-ref"]));
    return { ...bill, components: [...bill.components, ...bundled] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The libraries that the notices of the panel name. */
export function bundledIn(notices: string): readonly Component[] {
  return [...notices.matchAll(/^## (\S+) (\d\S*) \((.+)\)$/gm)].map(([, name = "", version = "", id = ""]) => ({
    "bom-ref": `${name}@${version}`,
    type: "library",
    name,
    version,
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    licenses: [{ license: { id } }],
    properties: [{ name: "sessionscope:bundled", value: "dist/panel" }],
  }));
}

if (import.meta.main) {
  const [tarball = "", notices = ""] = process.argv.slice(2);
  process.stdout.write(`${JSON.stringify(billOfMaterials(tarball, readFileSync(notices, "utf8")), null, 2)}\n`);
}
