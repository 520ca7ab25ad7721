/** What each room of the extension may import. */

import type { ImportRule } from "./import-rule.ts";

export const extensionImports: readonly ImportRule[] = [
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
      /^(preact|preact\/hooks|@preact\/signals|@tanstack\/virtual-core|@codemirror\/(state|view|commands|search))$/,
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
