/** hello: says what this server is, and which commands and settings it has. */

import { memberNames } from "../../core/session/property-access.ts";
import { packageVersion } from "../../package-version.ts";
import { commands, protocolVersion } from "../../protocol.ts";
import type { Handlers } from "../command.ts";
import { sizeLimit } from "../reading.ts";

const members = [...memberNames()];

export const helloCommands: Pick<Handlers, "hello"> = {
  async hello(_, { settings, store }) {
    return {
      versions: [protocolVersion],
      sdk: packageVersion,
      now: Date.now(),
      commands: Object.keys(commands),
      store: { name: store.name, kind: store.kind, limit: sizeLimit(store, settings) },
      cookie: {
        name: settings.cookieName,
        domain: settings.cookieDomain,
        path: settings.cookiePath,
        secure: settings.cookieSecure,
        httpOnly: settings.cookieHttpOnly,
        sameSite: settings.cookieSameSite || null,
        partitioned: settings.cookiePartitioned,
      },
      cookieAge: settings.cookieAge,
      idleTimeout: settings.idleTimeout,
      absoluteTimeout: settings.absoluteTimeout,
      expireAtBrowserClose: settings.expireAtBrowserClose,
      saveEveryRequest: settings.saveEveryRequest,
      members,
    };
  },
};
