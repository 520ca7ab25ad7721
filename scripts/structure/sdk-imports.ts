/** What each room of the SDK may import. */

import type { ImportRule } from "./import-rule.ts";

const node = /^node:/;
export const core = /^server-sdk\/src\/core\//;
const coreTop = /^server-sdk\/src\/core\/[^/]+\.ts$/;
/** Each imported in one file, `core/valibot.ts` and `core/cookie-package.ts`, which holds the package once it is published. */
const pure = /^(cookie|valibot)$/;

export const sdkImports: readonly ImportRule[] = [
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
    may: [/^server-sdk\/src\/core\/valibot\.ts$/],
    instead: "The panel ships protocol.ts: it may import nothing but valibot.",
  },
  {
    from: /^server-sdk\/src\/adapters\//,
    may: [
      core,
      node,
      /^server-sdk\/src\/adapters\/(node-http|node-http\/.*|mounting\/.*|fetch|fetch\/.*)\.ts$/,
      /^server-sdk\/src\/create-sessions\.ts$/,
      /^(express|express-serve-static-core|fastify|fastify-plugin|koa|hono|hono\/.*|next\/.*|ws|socket\.io)$/,
    ],
    instead: "An adapter joins one framework to the core; stores and debug code are none of its business.",
  },
  {
    from: /^server-sdk\/src\/debug\//,
    may: [core, node, /^server-sdk\/src\/(protocol|package-version)\.ts$/, /^server-sdk\/src\/debug\//],
    instead: "Debug code uses the core and the protocol only; it reaches stores through core/store.ts.",
  },
  {
    from: /^server-sdk\/src\/inspect\//,
    may: [
      core,
      node,
      /^server-sdk\/src\/inspect\//,
      /^server-sdk\/src\/protocol\.ts$/,
      /^server-sdk\/src\/debug\/(endpoint|endpoint-paths|session-access|choose-token|timeline\/recorded)\.ts$/,
      /^server-sdk\/src\/adapters\/(node-http\/(debug-call|served-requests)|fetch)\.ts$/,
      /^(express-session|express|iron-session|cookie-session|react-router|koa|koa-session|fastify|hono)$/,
      /^better-auth\/(api|cookies)$/,
      /^@adonisjs\/session$/,
    ],
    instead:
      "A bridge joins one library's sessions to the debug endpoint: by the contract in inspect/bridge.ts, through inspect/base/.",
  },
  {
    from: /^server-sdk\/src\/adopt\//,
    may: [core, node, /^server-sdk\/src\/adopt\//],
    instead:
      "A source of old sessions reads one library's, by the contract in core/old-sessions.ts: the app hands it the library and its store.",
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
      /^fast-check$/,
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
      /^server-sdk\/src\/cli\//,
      // Evaluated inside DevTools, which has these modules.
      /^devtools:/,
    ],
    instead:
      "The command line uses the core, the composition root, the choice of the token and the suite of the protocol.",
  },
];
