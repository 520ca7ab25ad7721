/** Has a program find the packages of this folder, as an app finds its own: `node --import`. */

import { registerHooks } from "node:module";

registerHooks({
  resolve: (name, context, next) =>
    next(name, name.startsWith("@auth/core") ? { ...context, parentURL: import.meta.url } : context),
});
