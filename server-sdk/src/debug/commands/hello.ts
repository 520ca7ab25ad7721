/** hello: says what this server is, and which commands and settings it has. */

import { memberNames } from "../../core/session/property-access.ts";
import type { Settings } from "../../core/settings.ts";
import { packageVersion } from "../../package-version.ts";
import { commands, protocolVersion } from "../../protocol.ts";
import type { Handlers } from "../command.ts";
import { sizeLimit } from "../reading.ts";
import type { ForeignSessions } from "../session-access.ts";

const members = [...memberNames()];

export const helloCommands: Pick<Handlers, "hello"> = {
  async hello(_, { settings, store, sessions: { foreign } }) {
    const told = foreign ? await ofForeign(foreign) : ofOurs(settings);
    return {
      versions: [protocolVersion],
      sdk: packageVersion,
      now: Date.now(),
      store: { name: store.name, kind: store.kind, limit: foreign ? foreign.limit : sizeLimit(store, settings) },
      editsBesideHidden: true,
      ...told,
    };
  },
};

function ofOurs(settings: Settings) {
  return {
    commands: Object.keys(commands),
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
}

async function ofForeign({ engine, commands, cookie }: ForeignSessions) {
  return { commands: [...commands], engine, ...(await cookie()), saveEveryRequest: false };
}
