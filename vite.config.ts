/** Builds the extension: `vite build --mode chrome` → dist/chrome, `--mode firefox` → dist/firefox. Served, it is the playground. */

import { fileURLToPath } from "node:url";
import { crx, type ManifestV3Export } from "@crxjs/vite-plugin";
import { defaultClientConditions, defineConfig } from "vite";
import manifest from "./manifest.json" with { type: "json" };
import { preactWithoutMarkup } from "./scripts/extension/preact-without-markup.ts";
import { bundledList, thirdPartyNotices } from "./scripts/extension/third-party-notices.ts";
import sdk from "./server-sdk/package.json" with { type: "json" };

type Browser = "chrome" | "firefox";

/** Whole: the package's script builds it from another folder. */
const folder = fileURLToPath(new URL("extension", import.meta.url));

/** The one manifest, without what is only the other browser's. */
function manifestFor(browser: Browser): ManifestV3Export {
  const { background, browser_specific_settings, key, minimum_chrome_version, incognito, ...both } = manifest;
  // Browsers take numbers only; Chromium shows the name.
  const [version = ""] = sdk.version.split("-");
  return browser === "firefox"
    ? ({ ...both, version, background, browser_specific_settings } as ManifestV3Export)
    : // No background: in Chromium the panel may call every API itself, so there is no worker to die.
      { ...both, version, version_name: sdk.version, key, minimum_chrome_version, incognito: "split" };
}

/** Pages that the manifest does not name: the panel is a string in a call, the grant page is opened by the background. */
const pages: Readonly<Record<string, readonly string[]>> = {
  /** No extension: the page that the benchmark measures. */
  playground: ["playground/index.html"],
  chrome: ["panel/index.html"],
  firefox: ["panel/index.html", "grant.html"],
};

interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** What the tabs share comes in few files: in pieces, shared with this tab and that, it would be larger. Each needs only those before it. */
const sharedChunks = ["frame", "lists", "trees", "edits"] as const;

function sharedChunk(id: string, graph: Graph): (typeof sharedChunks)[number] | null {
  const has = (name: string) => reached(`${folder}/panel/${name}`, graph).has(id);
  if (has("mount.tsx")) return "frame";
  if (!has("tabs/session/open.ts")) return null;
  if (has("tabs/cookies/open.ts") || has("tabs/lab/open.ts")) return "lists";
  if (has("tabs/snapshots/open.ts")) return "trees";
  return has("tabs/store/open.ts") ? "edits" : null;
}

const known = new Map<string, Set<string>>();

/** What a module imports, and what that imports in turn. */
function reached(from: string, graph: Graph): ReadonlySet<string> {
  const before = known.get(from);
  if (before !== undefined) return before;
  const found = new Set<string>();
  const add = (id: string) => {
    if (found.has(id)) return;
    found.add(id);
    graph.getModuleInfo(id)?.importedIds.forEach(add);
  };
  add(from);
  known.set(from, found);
  return found;
}

export default defineConfig(({ command, mode }) => {
  const browser: Browser = mode === "firefox" ? "firefox" : "chrome";
  return {
    root: folder,
    // The SDK's protocol file is read from its source, so that neither half waits for a build of the other.
    resolve: { conditions: ["@sessionscope/source", ...defaultClientConditions] },
    define: { __FIREFOX__: JSON.stringify(browser === "firefox") },
    // Served, it is the playground: the build's pages are none of its concern.
    optimizeDeps: { entries: ["playground/index.html"] },
    plugins:
      command === "build" && mode !== "playground"
        ? [preactWithoutMarkup(), thirdPartyNotices(), crx({ manifest: manifestFor(browser), browser })]
        : [],
    build: {
      outDir: `../dist/${browser}`,
      emptyOutDir: true,
      target: ["chrome132", "firefox142"],
      modulePreload: { polyfill: false },
      // Its libraries ask that their terms come along: their list becomes THIRD_PARTY.md.
      license: mode === "playground" ? false : { fileName: bundledList },
      rolldownOptions: {
        input: (pages[mode] ?? pages[browser]!).map((page) => `${folder}/${page}`),
        // Else the text of the Public Suffix List is in the bundle once per use.
        optimization: { inlineConst: false },
        output: {
          codeSplitting: {
            groups: sharedChunks.map((name, at) => ({
              name: (id: string, graph: Graph) => (sharedChunk(id, graph) === name ? name : null),
              priority: sharedChunks.length - at,
            })),
          },
        },
      },
    },
  };
});
