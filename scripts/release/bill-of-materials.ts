/**
 * `node scripts/release/bill-of-materials.ts sessionscope-1.0.0.tgz`: prints the software bill of materials of the packed npm
 * package as CycloneDX: what npm installs with it, and the libraries that are bundled in it and in its panel.
 */

import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
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

/** Npm would list what is built with, too. */
const omit = ["--omit=peer", "--omit=dev"];

/** @param tarball what `npm pack` has made. The bill has the versions that npm would install with it now. */
export function billOfMaterials(tarball: string): Bill {
  const folder = mkdtempSync(join(tmpdir(), "sessionscope-bill-"));
  try {
    execFileSync("tar", ["-xzf", resolve(tarball), "-C", folder]);
    const cwd = join(folder, "package");
    const npm = (...args: string[]) =>
      execFileSync("npm", args, { cwd, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
    npm("install", "--package-lock-only", "--prefer-offline", "--no-audit", "--no-fund", ...omit);
    const bill: Bill = JSON.parse(npm("sbom", "--package-lock-only", ...omit, "--sbom-format=cyclonedx"));
    const known = new Set(bill.components.map((component) => component["bom-ref"]));
    const bundled = new Map(
      globSync("dist/**/THIRD_PARTY.md", { cwd })
        .flatMap((notices) => bundledIn(readFileSync(join(cwd, notices), "utf8")))
        .filter((component) => !known.has(component["bom-ref"]))
        .map((component) => [component["bom-ref"], component]),
    );
    return { ...bill, components: [...bill.components, ...bundled.values()] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The libraries that the text of a THIRD_PARTY.md names. */
export function bundledIn(notices: string): readonly Component[] {
  return [...notices.matchAll(/^## (\S+) (\d\S*) \((.+)\)$/gm)].map(([, name = "", version = "", id = ""]) => ({
    "bom-ref": `${name}@${version}`,
    type: "library",
    name,
    version,
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    licenses: [{ license: { id } }],
    properties: [{ name: "sessionscope:bundled", value: "true" }],
  }));
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(billOfMaterials(process.argv[2]!), null, 2)}\n`);
