import { SessionError, SettingError } from "../../core/errors.ts";
import { newSessionKey, sessionIdOf } from "../../core/session-key.ts";
import { parseSettings, type Settings, type SettingsInput } from "../../core/settings.ts";
import type { ClientStore, Store } from "../../core/store.ts";
import { newStoredSession } from "../../core/stored-session.ts";
import { configuredToken } from "../../debug/choose-token.ts";
import { type Command, type CommandContext, UsageError } from "../command.ts";

interface Finding {
  readonly level: "ok" | "weak" | "broken";
  readonly about: string;
  readonly says: string;
}

type Advice = readonly [applies: (settings: Settings) => boolean, about: string, says: string];

const settingAdvice: readonly Advice[] = [
  [
    (s) => !s.cookieSecure,
    "cookieSecure",
    "The cookie also travels over plain http. Set cookieSecure: true in production.",
  ],
  [(s) => !s.cookieHttpOnly, "cookieHttpOnly", "Scripts can read the session key. Leave cookieHttpOnly on."],
  [
    (s) => s.cookieSameSite === false,
    "cookieSameSite",
    'Browsers then assume Lax, in their own ways. Say "Lax" or "Strict".',
  ],
  [
    (s) => s.cookieSecure && !s.cookieName.startsWith("__Host-"),
    "cookieName",
    "A sibling host can plant this cookie. A name with __Host- forbids it.",
  ],
  [(s) => s.cookieAge > 34_560_000, "cookieAge", "Browsers keep a cookie for 400 days at most."],
  [
    (s) => s.idleTimeout !== null && s.idleTimeout >= s.cookieAge,
    "idleTimeout",
    "It never comes first: a session ends cookieAge after its last change, however much it is used. Make cookieAge the longer one.",
  ],
  [
    (s) => s.absoluteTimeout === null,
    "absoluteTimeout",
    "A session that is used lives for ever. OWASP ASVS 7.3.2 asks for an absolute limit.",
  ],
  [
    (s) => s.debug !== false && s.debug.token === undefined,
    "debug",
    "The debug endpoint is on: who has the project's token reads and changes every session. In production it does not start without a token of your own.",
  ],
  [
    (s) => s.debug !== false && s.debug.requireToken === false,
    "debug.requireToken",
    "Whoever reaches this machine's loopback and names an extension reads and changes every session in the store, without a token: other users of the machine, other extensions, and everybody behind a proxy or tunnel that adds no header. Leave it out.",
  ],
];

const traitAdvice = {
  shared: "Only this process sees these sessions: use a shared store when there are several.",
  atomic: "A commit is not atomic: of two requests at once the later may undo the earlier.",
  selfExpiring: "Dead sessions stay until somebody clears them: run clear-expired regularly.",
} as const;

/** Says what is weak in the settings and the store. Exit code 1 when something is broken. */
export const doctor: Command = {
  usage: "doctor",
  summary: "check settings and store, and say what is weak",
  example: "doctor --settings settings.mjs",
  async run({ open, settings, options, print, progress, json }) {
    if (options.settings === undefined) progress("No --settings FILE was given: this is about the default settings.");
    const findings = [...checkSettings(settings), ...(await checkStore(open))];
    for (const { level, about, says } of findings) {
      print(json ? JSON.stringify({ level, about, says }) : `${level.padEnd(6)}  ${about}: ${says}`);
    }
    return findings.some(({ level }) => level === "broken") ? 1 : 0;
  },
};

function checkSettings(input: SettingsInput): Finding[] {
  let settings: Settings;
  try {
    settings = parseSettings(input);
    if (settings.debug) configuredToken(settings.debug, process.env);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    return [{ level: "broken", about: error.setting, says: error.message }];
  }
  return settingAdvice
    .filter(([applies]) => applies(settings))
    .map(([, about, says]) => ({ level: "weak", about, says }));
}

async function checkStore(open: CommandContext["open"]): Promise<Finding[]> {
  let store: Store | ClientStore;
  try {
    store = await open();
  } catch (error) {
    if (!(error instanceof SessionError) && !(error instanceof UsageError)) throw error;
    return [{ level: "broken", about: "store", says: error.message }];
  }
  if (store.kind === "client") {
    return [
      {
        level: "weak",
        about: store.name,
        says: "The last response wins, and a logout elsewhere does not reach a copied cookie.",
      },
    ];
  }
  const findings: Finding[] = [];
  for (const [trait, says] of Object.entries(traitAdvice)) {
    if (!store.traits[trait as keyof typeof traitAdvice]) findings.push({ level: "weak", about: store.name, says });
  }
  try {
    findings.push(await roundTrip(store));
  } catch (error) {
    findings.push({ level: "broken", about: store.name, says: (error as Error).message });
  }
  return findings;
}

/** Should the session not be deleted, it ends by itself. */
const oneMinute = { kind: "seconds", seconds: 60 } as const;

/** Creates, reads and deletes a session that nobody has the key of. */
async function roundTrip(store: Store): Promise<Finding> {
  const id = sessionIdOf(newSessionKey());
  const start = { entries: new Map([["doctor", '"was here"']]), expiry: oneMinute, user: null };
  await store.create(id, newStoredSession(start, parseSettings({}), Date.now()));
  const loaded = await store.load(id);
  await store.delete(id);
  const same = loaded?.entries.get("doctor") === '"was here"' && (await store.load(id)) === null;
  return same
    ? { level: "ok", about: store.name, says: "A session was created, read and deleted." }
    : { level: "broken", about: store.name, says: "A session that was created did not come back, or would not go." };
}
