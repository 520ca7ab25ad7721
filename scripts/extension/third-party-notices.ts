/**
 * Writes THIRD_PARTY.md into a build: the terms of everything in the bundle that is not ours. Vite finds the packages by the
 * modules that are really in it; what comes along by other ways is named here.
 */

import type { Plugin } from "vite";

interface Bundled {
  readonly name: string;
  readonly version: string;
  /** SPDX, such as "MIT". */
  readonly identifier?: string;
  readonly text?: string;
}

/** The name under which Vite is to write its list, which becomes the notices. */
export const bundledList = "third-party.json";
export const noticesFile = "THIRD_PARTY.md";

const introduction = `# Third-party notices

Sessionscope is under the MIT licence. This build contains code of others, under their terms. Their sources are on npm, as \`name@version\`.
`;

/** Data that a package brings under other terms than its own, by the package. */
const data: Readonly<Record<string, string>> = {
  tldts: `
## Public Suffix List (MPL-2.0)

tldts brings the Public Suffix List, which is subject to the terms of the Mozilla Public License, v. 2.0. Its source is https://publicsuffix.org/list/public_suffix_list.dat,
the licence is https://mozilla.org/MPL/2.0/.
`,
};

/** The build needs `license: { fileName: bundledList }`. It fails where a package has no text of its terms. */
export function thirdPartyNotices(): Plugin {
  return {
    name: "third-party-notices",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const list = bundle[bundledList];
        if (list?.type !== "asset") return this.error(`Vite wrote no ${bundledList}.`);
        const packages: readonly Bundled[] = JSON.parse(String(list.source));
        const sections = packages.map(({ name, version, identifier, text }) => {
          if (!identifier || !text) return this.error(`${name} ${version} has no licence, or no text of it.`);
          return `\n## ${name} ${version} (${identifier})\n\n${text}\n${data[name] ?? ""}`;
        });
        delete bundle[bundledList];
        const source = introduction + sections.join("");
        this.emitFile({ type: "asset", fileName: noticesFile, source });
      },
    },
  };
}
