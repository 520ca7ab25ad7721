/**
 * Takes out of Preact the one place where it makes markup of text. The panel shows text as text, so nothing of it needs that
 * place; in a browser's extension each such assignment is a door, and Mozilla's linter warns of it.
 */

import type { Plugin } from "vite";

/** What would be markup is shown as the text that it is. */
export function preactWithoutMarkup(): Plugin {
  return {
    name: "preact-without-markup",
    apply: "build",
    transform: {
      filter: { id: /\/node_modules\/preact\/dist\/preact\.m?js$/ },
      handler(code) {
        const without = code.replaceAll(".innerHTML", ".textContent");
        if (without === code) this.error("Preact no longer assigns innerHTML: this plugin can go.");
        return { code: without, map: null };
      },
    },
  };
}
