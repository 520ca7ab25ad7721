/** docs/architecture.md as a test: each failure is the sentence to follow. */

import { describe, expect, test } from "vitest";
import { lineLimit, longFiles } from "./long-files.ts";
import { listFiles, readSources, readText } from "./source-tree.ts";

const sources = readSources();
const code = sources.filter(({ path }) => !path.endsWith(".test.ts") && !path.endsWith(".test.tsx"));
const files = listFiles();
const sdk = "server-sdk/src/";

interface Rule {
  readonly from: RegExp;
  /** Files and packages that may be imported; everything else may not. */
  readonly may: readonly RegExp[];
  readonly instead: string;
}

const node = /^node:/;
const core = /^server-sdk\/src\/core\//;
const coreTop = /^server-sdk\/src\/core\/[^/]+\.ts$/;
const pure = /^(cookie|valibot)$/;

const rules: readonly Rule[] = [
  {
    from: /^server-sdk\/src\/core\//,
    may: [core, node, pure],
    instead:
      "The core knows no framework, no store and no debug code: take what is needed as a parameter (core/store.ts, core/exchange.ts).",
  },
  {
    from: coreTop,
    may: [coreTop, node, pure],
    instead:
      "The files at the top of core/ are contracts and rules that every room uses: they import none of the rooms.",
  },
  {
    from: /^server-sdk\/src\/core\/process\//,
    may: [/^server-sdk\/src\/core\/process\//, node],
    instead: "core/process/ knows Node alone, no sessions.",
  },
  {
    from: /^server-sdk\/src\/core\/session\//,
    may: [coreTop, /^server-sdk\/src\/core\/(session|process)\//, node],
    instead:
      "The dictionary knows neither requests nor stores: it asks its SessionSource (core/session/open-session.ts).",
  },
  {
    from: /^server-sdk\/src\/core\/storing\//,
    may: [coreTop, /^server-sdk\/src\/core\/(storing|process)\//, node],
    instead: "core/storing/ is about sessions at rest: what belongs to a request stands in core/request/.",
  },
  {
    from: /^server-sdk\/src\/protocol\.ts$/,
    may: [/^valibot$/],
    instead: "The panel ships protocol.ts: it may import nothing but valibot.",
  },
  {
    from: /^server-sdk\/src\/adapters\//,
    may: [
      core,
      node,
      /^server-sdk\/src\/adapters\/(node-http|node-http\/.*|mounting\/.*|fetch)\.ts$/,
      /^server-sdk\/src\/create-sessions\.ts$/,
      /^(express|express-serve-static-core|fastify|fastify-plugin|koa|hono|hono\/.*|ws|socket\.io)$/,
    ],
    instead: "An adapter joins one framework to the core; stores and debug code are none of its business.",
  },
  {
    from: /^server-sdk\/src\/debug\//,
    may: [core, node, /^valibot$/, /^server-sdk\/src\/(protocol|package-version)\.ts$/, /^server-sdk\/src\/debug\//],
    instead: "Debug code uses the core and the protocol only; it reaches stores through core/store.ts.",
  },
  {
    from: /^server-sdk\/src\/inspect\//,
    may: [
      core,
      node,
      /^server-sdk\/src\/inspect\//,
      /^server-sdk\/src\/protocol\.ts$/,
      /^server-sdk\/src\/debug\/(endpoint|session-access|choose-token|timeline\/recorded)\.ts$/,
      /^server-sdk\/src\/adapters\/node-http\/debug-call\.ts$/,
      /^(express-session|express|iron-session|cookie-session|react-router|koa|koa-session|fastify|hono)$/,
    ],
    instead:
      "A bridge joins one library's sessions to the debug endpoint: by the contract in inspect/bridge.ts, through inspect/base/.",
  },
  {
    from: /^server-sdk\/src\/(create-sessions|open-store)\.ts$/,
    may: [
      core,
      node,
      /^server-sdk\/src\/(open-store|package-version)\.ts$/,
      /^server-sdk\/src\/stores\/[^/]+\.ts$/,
      /^server-sdk\/src\/debug\/endpoint\.ts$/,
    ],
    instead: "The composition root joins core, stores and debug; adapters are chosen by the app.",
  },
  {
    from: /^server-sdk\/src\/testing\//,
    may: [
      core,
      node,
      /^server-sdk\/src\/(open-store|create-sessions|index)\.ts$/,
      /^server-sdk\/src\/testing\//,
      /^server-sdk\/src\/protocol\.ts$/,
      /^(fast-check|valibot)$/,
    ],
    instead:
      "Published test helpers run under any runner and over any store: they use the core and the public entry points.",
  },
  {
    from: /^server-sdk\/src\/cli\//,
    may: [
      core,
      node,
      /^server-sdk\/src\/(open-store|create-sessions|package-version)\.ts$/,
      /^server-sdk\/src\/debug\/(choose-token|project-token)\.ts$/,
      /^server-sdk\/src\/protocol\.ts$/,
      /^server-sdk\/src\/testing\/(protocol-suite|suite-test)\.ts$/,
      /^valibot$/,
      /^server-sdk\/src\/cli\//,
      // Evaluated inside DevTools, which has these modules.
      /^devtools:/,
    ],
    instead:
      "The command line uses the core, the composition root, the choice of the token and the suite of the protocol.",
  },
  {
    from: /^extension\/(cookies|json)\//,
    may: [/^extension\/(cookies|json)\//, /^(set-cookie-parser|tldts)$/],
    instead: "extension/cookies/ and extension/json/ are pure: no browser, no panel, no protocol.",
  },
  {
    from: /^extension\/platform\//,
    may: [
      /^extension\/platform\//,
      /^extension\/cookies\/cookie\.ts$/,
      /^webextension-polyfill$/,
      /^preact$/,
      /^sessionscope\/protocol$/,
    ],
    instead: "A platform knows its browser, not the panel.",
  },
  {
    from: /^extension\/panel\/widgets\//,
    may: [
      /^extension\/panel\/widgets\//,
      /^extension\/json\//,
      /^(preact|preact\/hooks|@preact\/signals|lucide|@tanstack\/virtual-core|@codemirror\/(state|view|commands|search))$/,
    ],
    instead: "A widget knows neither the protocol nor the platform nor a tab: pass it values and callbacks.",
  },
  {
    from: /^extension\/panel\/server\//,
    may: [
      /^extension\/panel\/server\//,
      /^extension\/panel\/(options|page|throttled|undo)\.ts$/,
      /^extension\/panel\/widgets\/format\.ts$/,
      /^extension\/(cookies|platform)\//,
      /^(@preact\/signals|valibot|sessionscope\/protocol)$/,
    ],
    instead: "panel/server/ knows no frame, no tab and no view: it tells what it finds out as signals and errors.",
  },
  {
    from: /^extension\/panel\/frame\//,
    may: [
      /^extension\/panel\/(frame|server|widgets)\//,
      /^extension\/panel\/(?!main|mount|tabs\b)[^/]+$/,
      /^(preact|preact\/hooks|@preact\/signals|sessionscope\/protocol)$/,
    ],
    instead:
      "The frame knows what a tab is (panel/tab.ts) and no tab itself: let the tab's OpenTab say what the frame needs.",
  },
  {
    from: /^extension\/panel\/(?!main|mount|tabs\b)[^/]+$/,
    may: [
      /^extension\/panel\/(?!main|mount|tabs\b)[^/]+$/,
      /^extension\/panel\/(server|widgets)\//,
      /^extension\/(cookies|json|platform)\//,
      /^(preact|@preact\/signals|valibot|sessionscope\/protocol)$/,
    ],
    instead: "What all tabs share (panel/state.ts and its parts) knows neither the frame nor a tab.",
  },
  {
    from: /^extension\/panel\/session\//,
    may: [
      /^extension\/panel\/(session|server|widgets)\//,
      /^extension\/panel\/(?!main|mount|tabs\b)[^/]+$/,
      /^extension\/json\//,
      /^(preact|preact\/hooks|@preact\/signals|valibot|sessionscope\/protocol)$/,
    ],
    instead: "panel/session/ shows any session: it is given a SessionSource, and knows neither a tab nor the browser.",
  },
  {
    from: /^extension\/panel\/snapshots\//,
    may: [
      /^extension\/panel\/(snapshots|server|widgets)\//,
      /^extension\/panel\/(?!main|mount|tabs\b)[^/]+$/,
      /^extension\/(json|platform)\//,
      /^(@preact\/signals|valibot|sessionscope\/protocol)$/,
    ],
    instead:
      "panel/snapshots/ takes, keeps and restores states of the browser's session; which tab asks is none of its business.",
  },
  {
    from: /^extension\/panel\/tabs\//,
    may: [
      /^extension\/panel\/(tabs|server|session|snapshots|widgets)\//,
      /^extension\/panel\/(?!main|mount|tabs\b)[^/]+$/,
      /^extension\/(cookies|json|platform|playground)\//,
      /^(preact|preact\/hooks|@preact\/signals|valibot|sessionscope\/protocol)$/,
      // Of test-scene.ts, which is no test itself.
      /^vitest$|^extension\/public\/_locales\//,
    ],
    instead: "A tab is given the panel (panel/state.ts) and draws with widgets; the frame is none of its business.",
  },
];

function allowed(rule: Rule, imported: string): boolean {
  return rule.may.some((pattern) => pattern.test(imported)) || /\.(css|html)$/.test(imported);
}

describe("imports go one way", () => {
  test.each(rules.map((rule) => [String(rule.from), rule] as const))("%s", (_, rule) => {
    const wrong = code
      .filter(({ path }) => rule.from.test(path))
      .flatMap(({ path, imports }) =>
        imports.filter((name) => !allowed(rule, name)).map((name) => `${path} imports ${name}. ${rule.instead}`),
      );
    expect(wrong).toEqual([]);
  });

  test("no file imports itself by way of others, types included", () => {
    const importsOf = new Map(sources.map(({ path, imports }) => [path, imports]));
    const circles: string[] = [];
    const done = new Set<string>();
    const follow = (path: string, way: readonly string[]) => {
      if (way.includes(path)) {
        const circle = [...way.slice(way.indexOf(path)), path].join(" → ");
        circles.push(`${circle}. Give what both sides need a file that imports neither.`);
      } else if (!done.has(path)) {
        for (const name of importsOf.get(path) ?? []) follow(name, [...way, path]);
        done.add(path);
      }
    };
    for (const path of importsOf.keys()) follow(path, []);
    expect(circles).toEqual([]);
  });

  test("a store imports the core, its own parts and its driver, never another store", () => {
    const stores = code.filter(({ path }) => path.startsWith(`${sdk}stores/`));
    const composed = new Map([["cached-database", ["database", "cache"]]]);
    const wrong = stores.flatMap(({ path, imports }) => {
      const own = storeNameOf(path);
      return imports
        .filter((name) => name.startsWith(sdk) && !core.test(name))
        .filter((name) => storeNameOf(name) !== own && !composed.get(own)?.includes(storeNameOf(name)))
        .map((name) => `${path} imports ${name}. A store shares code with another only through core/.`);
    });
    expect(wrong).toEqual([]);
  });

  test("a bridge imports the contract, the base and its own parts, never another bridge", () => {
    const bridgeOf = (path: string) => /^server-sdk\/src\/inspect\/(?!base\/|bridge\.ts)([^/.]+)/.exec(path)?.[1];
    const wrong = code
      .filter(({ path }) => path.startsWith(`${sdk}inspect/`))
      .flatMap(({ path, imports }) =>
        imports
          .filter((name) => bridgeOf(name) !== undefined && bridgeOf(name) !== bridgeOf(path))
          .map((name) => `${path} imports ${name}. What two bridges share belongs in inspect/base/.`),
      );
    expect(wrong).toEqual([]);
  });

  test("the extension knows the protocol file and nothing else of the SDK", () => {
    const wrong = code
      .filter(({ path }) => path.startsWith("extension/"))
      .flatMap(({ path, imports }) =>
        imports
          .filter((name) => /^server-sdk\/|^sessionscope(?!\/protocol$)/.test(name))
          .map((name) => `${path} imports ${name}. Only "sessionscope/protocol" is shared.`),
      );
    expect(wrong).toEqual([]);
  });

  test("a tab imports no other tab", () => {
    const tabOf = (path: string) => /^extension\/panel\/tabs\/([^/]+)\//.exec(path)?.[1];
    const wrong = code.flatMap(({ path, imports }) => {
      const own = tabOf(path);
      if (own === undefined) return [];
      return imports
        .filter((name) => tabOf(name) !== undefined && tabOf(name) !== own)
        .map((name) => `${path} imports ${name}. What two tabs share belongs in panel/state.ts or widgets/.`);
    });
    expect(wrong).toEqual([]);
  });

  test("the layers of the Session tab import downwards", () => {
    const room = /^extension\/panel\/(tabs\/)?session\//;
    const layers = [
      /^panel\/session\/session-source\.ts$/,
      /^panel\/session\/known\//,
      /^panel\/session\/edits\//,
      /^panel\/session\/shown-session\.ts$/,
      /^panel\/session\/(tree|json)\//,
      /^panel\/tabs\/session\/whole\//,
      /^panel\/tabs\/session\/state\.ts$/,
      /^panel\/tabs\/session\/(bar|tree|detail)\//,
      /^panel\/tabs\/session\/(view|open|tab)\.tsx?$/,
    ];
    const layerOf = (path: string) => layers.findIndex((layer) => layer.test(path.slice("extension/".length)));
    const wrong = code
      .filter(({ path }) => room.test(path) && !path.endsWith("test-scene.ts"))
      .flatMap(({ path, imports }) =>
        imports
          .filter((name) => room.test(name) && /\.tsx?$/.test(name) && layerOf(name) > layerOf(path))
          .map((name) => `${path} imports ${name}. An edit goes down by calls and comes back as signals.`),
      );
    expect(wrong).toEqual([]);
  });

  test("only extension/platform/ and the extension's own small pages speak to the browser", () => {
    const outside = code.filter(({ path }) => /^extension\/(?!platform\/|background|devtools|grant)/.test(path));
    const wrong = outside.filter(
      ({ text, imports }) =>
        imports.includes("webextension-polyfill") ||
        /\b(chrome|browser)\.(runtime|devtools|cookies|storage|permissions|tabs|i18n)\b/.test(text),
    );
    expect(
      wrong.map(({ path }) => `${path} uses a browser API. Add a member to Platform (extension/platform/platform.ts).`),
    ).toEqual([]);
  });

  test("examples, benchmarks and end-to-end tests use the packages by their public names", () => {
    const wrong = sources
      .filter(({ path }) => /^(examples|bench|tests)\//.test(path))
      .flatMap(({ path, imports }) =>
        imports
          // Browsers are found and started in one place, for `sessionscope panel` and for tests; no app imports that.
          .filter((name) => /^server-sdk\/src\/(?!cli\/browsers\/)/.test(name))
          .map((name) => `${path} imports ${name}. Import "sessionscope/…" as an app does.`),
      );
    expect(wrong).toEqual([]);
  });
});

function storeNameOf(path: string): string {
  return /^server-sdk\/src\/stores\/([^/.]+)/.exec(path)?.[1] ?? path;
}

const folder = (prefix: string) =>
  code.map(({ path }) => path).filter((path) => path.startsWith(prefix) && !path.slice(prefix.length).includes("/"));
const nameOf = (path: string) => path.replace(/^.*\//, "").replace(/\.tsx?$/, "");
const textOf = (path: string): string => (files.includes(path) ? readText(path) : "");

describe("a new thing is one file and one line", () => {
  test("every store is in open-store.ts or opened by hand, and every module there exists", () => {
    const byHand = ["cached-database"];
    const listed = new Set(
      [...textOf(`${sdk}open-store.ts`).matchAll(/\.\/stores\/([a-z-]+)\.ts/g)].map(([, name]) => name!),
    );
    const stores = folder(`${sdk}stores/`).map(nameOf);
    expect(
      stores
        .filter((name) => !listed.has(name) && !byHand.includes(name))
        .map((name) => `stores/${name}.ts has no line in open-store.ts.`),
    ).toEqual([]);
    expect(
      [...listed]
        .filter((name) => !stores.includes(name))
        .map((name) => `open-store.ts names stores/${name}.ts, which is not there.`),
    ).toEqual([]);
  });

  test("the parts of a store are hidden from the package's exports", () => {
    const { exports } = JSON.parse(textOf("server-sdk/package.json")) as { exports: Record<string, unknown> };
    const parts = new Set(
      code
        .map(({ path }) => /^server-sdk\/src\/(stores|adapters|inspect)\/([^/]+)\//.exec(path))
        .filter((match) => match !== null)
        .map(([, room, name]) => (room === "adapters" ? `./${name}/*` : `./${room}/${name}/*`)),
    );
    const hidden = Object.keys(exports).filter((key) => exports[key] === null);
    expect(
      [...parts]
        .filter((part) => !hidden.includes(part))
        .map((part) => `server-sdk/package.json needs "${part}": null in exports.`),
    ).toEqual([]);
    expect(
      hidden.filter((part) => !parts.has(part)).map((part) => `exports hides "${part}", which is not there.`),
    ).toEqual([]);
  });

  test.each([
    ["stores", "store-suite"],
    ["adapters", "adapter-suite"],
  ])("every file in %s/ has a test that runs the %s", (room, suite) => {
    const missing = folder(`${sdk}${room}/`).filter((path) => {
      const text = textOf(path.replace(/\.ts$/, ".test.ts"));
      return !text.includes(suite) && !/signed-cookie|web-socket|passport/.test(path);
    });
    expect(missing.map((path) => `${path} has no test beside it that runs testing/${suite}.ts.`)).toEqual([]);
  });

  test("every tab folder has its five files and its line in tabs.ts", () => {
    const tabs = new Set(
      code.map(({ path }) => /^extension\/panel\/tabs\/([^/]+)\//.exec(path)?.[1]).filter((name) => name !== undefined),
    );
    const listed = textOf("extension/panel/tabs.ts");
    const wrong = [...tabs].flatMap((tab) => [
      ...["tab.ts", "open.ts", "state.ts", "view.tsx", "style.css"]
        .filter((part) => !files.includes(`extension/panel/tabs/${tab}/${part}`))
        .map((part) => `tabs/${tab}/ has no ${part}.`),
      ...(listed.includes(`tabs/${tab}/tab.ts`) ? [] : [`panel/tabs.ts has no line for tabs/${tab}/.`]),
    ]);
    expect(wrong).toEqual([]);
  });

  test("margins, paddings and gaps take their lengths from the scale in tokens.css", () => {
    const sheets = files.filter((path) => /^extension\/.*\.css$/.test(path) && path !== "extension/grant.css");
    const length =
      /^\s*(?:margin|padding|gap|row-gap|column-gap)[a-z-]*: (?:[^;]*[^-\d.;])?(?:2|4|6|8|10|12|16|24)px/gm;
    const wrong = sheets.flatMap((path) =>
      [...textOf(path).matchAll(length)].map(([line]) => `${path}: ${line.trim()}`),
    );
    expect(wrong.map((line) => `${line}. Write var(--space-N): N times 2 px.`)).toEqual([]);
  });

  test("no two messages say the same", () => {
    const messages = JSON.parse(textOf("extension/public/_locales/en/messages.json")) as Record<
      string,
      { readonly message: string }
    >;
    const first = new Map<string, string>();
    const twice = Object.entries(messages).flatMap(([id, { message }]) => {
      const before = first.get(message);
      first.set(message, before ?? id);
      return before === undefined
        ? []
        : [`Messages ${before} and ${id} are both "${message}": use ${before} for both.`];
    });
    expect(twice).toEqual([]);
  });

  test("every language has the same messages, with the same placeholders", () => {
    type Messages = Readonly<Record<string, { readonly message: string; readonly placeholders?: object }>>;
    const locales = files.flatMap(
      (path) => /^extension\/public\/_locales\/(\w+)\/messages\.json$/.exec(path)?.[1] ?? [],
    );
    expect(locales).toContain("de");
    const messagesIn = (locale: string): Messages =>
      JSON.parse(textOf(`extension/public/_locales/${locale}/messages.json`));
    const contract = (locale: string) =>
      Object.entries(messagesIn(locale)).map(([id, { message, placeholders }]) => {
        const used = [...message.matchAll(/\$\w+\$/g)].map(([name]) => name).sort();
        return `${id} ${used} ${JSON.stringify(placeholders)}`;
      });
    for (const locale of locales) expect(contract(locale), `_locales/${locale}`).toEqual(contract("en"));
  });

  test("every message is in _locales/en and used, and every used one is there", () => {
    const messages = Object.keys(JSON.parse(textOf("extension/public/_locales/en/messages.json")) as object);
    const texts = [
      ...code.filter(({ path }) => path.startsWith("extension/")).map(({ text }) => text),
      textOf("manifest.json"),
    ];
    const all = texts.join("\n");
    expect(
      messages
        .filter((id) => !new RegExp(`["'\`]${id}["'\`]|__MSG_${id}__`).test(all))
        .map((id) => `Message ${id} is used nowhere: delete it.`),
    ).toEqual([]);
    const asked = new Set([...all.matchAll(/\btext\(\s*"([A-Za-z0-9_]+)"/g)].map(([, id]) => id!));
    expect(
      [...asked]
        .filter((id) => !messages.includes(id))
        .map((id) => `text("${id}") is not in _locales/en/messages.json.`),
    ).toEqual([]);
  });
});

describe("every promise leads to its tests", () => {
  const [, rest = ""] = textOf("docs/architecture.md").split("## The promises and their tests\n");
  const [table = ""] = rest.split("\n## ");
  const linked = new Set([...table.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path]) => path!));

  test("each test in the table is there", () => {
    const gone = [...linked].filter((path) => !files.includes(path));
    expect(gone.map((path) => `docs/architecture.md leads to ${path}, which is not there.`)).toEqual([]);
  });

  test("each file of a suite is in the table", () => {
    const suites = sources.filter(({ path, text }) => {
      const holds = /^server-sdk\/(src\/testing\/[a-z]+-suite|tests\/lifecycle)\/[^/]+\.ts$/.test(path);
      return holds && /^export const \w+(Tests|Cases): readonly /m.test(text) && !path.endsWith("/lifecycle/cases.ts");
    });
    expect(suites.length).toBeGreaterThan(30);
    const missing = suites.filter(({ path }) => !linked.has(path));
    expect(missing.map(({ path }) => `${path}: put it to its promise in docs/architecture.md.`)).toEqual([]);
  });

  test("each promise whose mutants are run has its row", async () => {
    const { mutants } = await import("../server-sdk/tests/mutants/mutants.ts");
    const named = [
      "No lost updates",
      "No resurrection",
      "Saved before sent",
      "Nothing for nothing",
      "Keys are secrets",
    ];
    for (const promise of named) {
      expect(
        mutants.some((mutant) => mutant.promise.startsWith(promise)),
        promise,
      ).toBe(true);
      expect(table).toContain(`| ${promise}`);
    }
  });
});

describe("the documents agree with the code, both ways", () => {
  const headings = (page: string) =>
    new Set([...textOf(`docs/${page}`).matchAll(/^#+ `([^`]+)`/gm)].map(([, name]) => name!));

  test("docs/settings.md", async () => {
    const { settingRows } = await import("../server-sdk/src/core/settings.ts");
    expect([...headings("settings.md")].sort()).toEqual(Object.keys(settingRows).sort());
  });

  test("docs/errors.md", () => {
    const codes = [...textOf(`${sdk}core/errors.ts`).matchAll(/readonly code = "([A-Z_]+)"/g)].map(([, name]) => name!);
    expect([...headings("errors.md")].sort()).toEqual(codes.sort());
  });

  test("docs/stores.md describes every store and every URL", async () => {
    const page = textOf("docs/stores.md");
    const classes = folder(`${sdk}stores/`).map((path) => /^export class (\w+Store) /m.exec(textOf(path))?.[1]);
    const sections = [...page.matchAll(/^## (\w+)$/gm)].map(([, name]) => name!).filter((name) => name !== "Your");
    expect(sections.sort()).toEqual(classes.sort());
    const { storeSchemes } = await import("../server-sdk/src/open-store.ts");
    expect(
      storeSchemes
        .filter((scheme) => !page.includes(`\`${scheme}:`))
        .map((scheme) => `docs/stores.md does not mention ${scheme}:`),
    ).toEqual([]);
  });

  test("every error class is public", () => {
    const classes = [...textOf(`${sdk}core/errors.ts`).matchAll(/export (?:abstract )?class (\w+)/g)].map(
      ([, name]) => name!,
    );
    const index = textOf(`${sdk}index.ts`);
    expect(
      classes
        .filter((name) => !new RegExp(`\\b${name}\\b`).test(index))
        .map((name) => `${name} is missing in index.ts.`),
    ).toEqual([]);
  });
});

describe("what is unsafe is not there", () => {
  test.each<[what: string, where: RegExp, pattern: RegExp, instead: string]>([
    [
      "text that becomes code",
      /^(server-sdk\/src|extension)\//,
      // A method of that name is a script for Redis, or one constant expression for DevTools.
      /(?<![.\w])eval\((?!\w+: string)|\bFunction\(|"node:(vm|v8)"|\bdeserialize\(/,
      "Stored values are JSON, exactly: nothing else is ever decoded.",
    ],
    [
      "text that becomes markup",
      /^extension\//,
      /\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML)\b|document\.write/,
      "Session values are an attacker's: render them as text.",
    ],
    [
      "web storage",
      /^(extension|examples)\//,
      /\b(localStorage|sessionStorage)\b/,
      "Pages could read it: use Platform's storage.",
    ],
    [
      "guessable random numbers",
      /^server-sdk\/src\/(core|debug|stores\/signed-cookie)/,
      /Math\.random/,
      "Keys, tokens and nonces come from node:crypto.",
    ],
    [
      "secrets compared character by character",
      /^server-sdk\/src\/(debug|stores\/signed-cookie)/,
      /\b(mac|token|digest|signature|tag)\)? [!=]==(?! undefined| null| "")/i,
      "Compare digests with timingSafeEqual.",
    ],
  ])("%s", (_, where, pattern, instead) => {
    const wrong = code.filter(({ path }) => where.test(path)).filter(({ text }) => pattern.test(text));
    expect(wrong.map(({ path, text }) => `${path}: ${pattern.exec(text)![0]} ${instead}`)).toEqual([]);
  });
});

test("durations say their unit", () => {
  const unnamed = /\bconst (\w*(?:imeout|ifetime|nterval|ause|atience|elay|race)(?:[A-Z]\w*)?)(?<!Ms|Seconds) = \d/g;
  const rooms = code.filter(({ path }) => /^server-sdk\/src\/(core|stores|adapters|cli)\//.test(path));
  const wrong = rooms.flatMap(({ path, text }) =>
    [...text.matchAll(unnamed)].map(([, name]) => `${path}: ${name} of what? End the name in Ms or Seconds.`),
  );
  expect(wrong).toEqual([]);
});

test("Node 22.13 runs the SDK's source as it is", () => {
  const wrong = code.filter(({ path, text }) => path.startsWith(sdk) && /^\s*(await )?using \w+ =/m.test(text));
  expect(
    wrong.map(({ path }) => `${path} has a using declaration, which Node 22.13 cannot read: use try and finally.`),
  ).toEqual([]);
});

describe("every file stands where its name says", () => {
  test("no folder is a drawer", () => {
    const drawers = files.filter((path) => /(^|\/)(utils?|helpers?|common|misc|shared|lib)\//.test(path));
    expect(drawers.map((path) => `${path}: name the folder after what is in it.`)).toEqual([]);
  });

  test("no default exports, but where a tool demands one", () => {
    const wrong = sources.filter(
      ({ path, text }) => /^export default /m.test(text) && !/(^|\/)(vite|vitest)\.config\.ts$/.test(path),
    );
    expect(wrong.map(({ path }) => `${path} has a default export: name what it exports.`)).toEqual([]);
  });

  test("only the two entry points re-export", () => {
    const entries = [`${sdk}index.ts`, `${sdk}testing/index.ts`];
    const wrong = sources.filter(({ path }) => /(^|\/)index\.tsx?$/.test(path) && !entries.includes(path));
    expect(wrong.map(({ path }) => `${path}: import from the file that holds the thing.`)).toEqual([]);
  });

  test("names are kebab-case", () => {
    const odd = code.filter(({ path }) => !/^[a-z0-9.-]+\.tsx?$/.test(path.replace(/^.*\//, "")));
    expect(odd.map(({ path }) => `${path}: name it in kebab-case, after what it holds.`)).toEqual([]);
  });

  test("no file holds more than one thing's worth of lines", () => {
    const linesOf = new Map(code.map(({ path, text }) => [path, text.trimEnd().split("\n").length]));
    const long = [...linesOf].filter(([path, lines]) => lines > (longFiles[path] ?? lineLimit));
    expect(long.map(([path, lines]) => `${path} has ${lines} lines: what is its second thing?`)).toEqual([]);
    const short = Object.keys(longFiles).filter((path) => (linesOf.get(path) ?? 0) <= lineLimit);
    expect(short.map((path) => `${path} is not long any more: take it out of scripts/long-files.ts.`)).toEqual([]);
  });
});
