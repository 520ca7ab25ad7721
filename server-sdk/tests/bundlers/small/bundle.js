/** Bundles app.js by each bundler, as ES modules and as CommonJS: `out/<bundler>-<format>/app.<extension>`. */

import { nodeResolve } from "@rollup/plugin-node-resolve";
import { build as esbuild } from "esbuild";
import { rollup } from "rollup";
import { build as vite } from "vite";

const formats = { es: "mjs", cjs: "cjs" };

for (const [format, extension] of Object.entries(formats)) {
  const names = { entryFileNames: `app.${extension}`, chunkFileNames: `[name].${extension}` };

  await esbuild({
    entryPoints: ["app.js"],
    bundle: true,
    platform: "node",
    format: format === "es" ? "esm" : "cjs",
    outfile: `out/esbuild-${format}/app.${extension}`,
    logLevel: "warning",
  });

  const rolled = await rollup({
    input: "app.js",
    // The plugin knows the modules of Node that had no prefix once.
    external: /^node:/,
    plugins: [nodeResolve()],
    onLog: (_, { code, message }) => code === "UNRESOLVED_IMPORT" && console.warn(message),
  });
  await rolled.write({ dir: `out/rollup-${format}`, format, ...names });

  await vite({
    logLevel: "warn",
    // Everything goes into the bundle; left alone, Vite would import packages as they are.
    ssr: { noExternal: true },
    build: { ssr: "app.js", outDir: `out/vite-${format}`, rolldownOptions: { output: { format, ...names } } },
  });
}
