/** What AdonisJS makes of the line in `adonisrc.ts`: a provider of the app. */

import type { DebugOptions } from "../../core/settings.ts";
import { wrapOnce } from "../base/two-lines.ts";
import { AdonisInspection } from "./inspection.ts";
import { type App, type Context, isProvider, type Library } from "./library.ts";

/** Where the app answers requests. */
const serving = ["web", "test"];

/** `load`: the app's @adonisjs/session. */
export function appProvider(debug: DebugOptions, load: () => Promise<Library>): new (app: App) => object {
  return class {
    readonly #app: App;
    #inspection: AdonisInspection | undefined;

    constructor(app: App) {
      this.#app = app;
      if (serving.includes(app.getEnvironment())) this.#inspection = new AdonisInspection(app, debug, load);
    }

    /** Before anything asks for the settings. */
    register(): void {
      const inspection = this.#inspection;
      const settings = this.#app.config.get("session");
      if (!inspection || !isProvider(settings)) return;
      const watched = wrapOnce("@adonisjs/session", settings, () => inspection.watch(settings));
      if (watched === settings) this.#inspection = undefined;
      else this.#app.config.set("session", watched);
    }

    /** Before the app's own middleware is named. */
    async boot(): Promise<void> {
      const inspection = this.#inspection;
      if (!inspection) return;
      const server = await this.#app.container.make("server");
      const middleware = class {
        handle(context: Context, next: () => Promise<unknown>): Promise<unknown> {
          return inspection.handle(context, next);
        }
      };
      server.use([async () => ({ default: middleware })]);
    }
  };
}
