/** The public names of "sessionscope". */

export type { Cache, CacheItem } from "./core/cache.ts";
export {
  ExpiryError,
  HeadersSentError,
  KeyError,
  MissingDriverError,
  NotSavedError,
  NotSerializableError,
  SessionError,
  SessionInterruptedError,
  SessionTooLargeError,
  SettingError,
  StoreError,
  UnsupportedError,
} from "./core/errors.ts";
export type {
  AdoptedEvent,
  DegradedEvent,
  PanelEvent,
  RejectedEvent,
  RequestEvent,
  TraceContext,
} from "./core/events.ts";
export type { DebugAnswer, DebugCall, DebugEndpoint, Exchange } from "./core/exchange.ts";
export type { DurationLike, ExpiryQuestion, ExpiryValue } from "./core/expiry.ts";
export type { Adopted, FoundSession, OldContent, OldCookie, OldData, OldSessions } from "./core/old-sessions.ts";
export { UnusableSessionError } from "./core/old-sessions.ts";
export type { Flashes } from "./core/session/flash.ts";
export type { Session } from "./core/session/property-access.ts";
export type { SessionData } from "./core/session/session-data.ts";
export type { SessionId, SessionKey } from "./core/session-key.ts";
export type { Settings, SettingsInput } from "./core/settings.ts";
export type {
  Change,
  ClientStore,
  CommitResult,
  ExpiryChange,
  ListQuery,
  SessionPage,
  Store,
  StoredSession,
  StoreTraits,
} from "./core/store.ts";
export type { ClearOptions, StoredSessions } from "./core/storing/stored-sessions.ts";
export type { JsonValue } from "./core/values.ts";
export { createSessions, type GivenSessions, type Sessions } from "./create-sessions.ts";
export { openStore } from "./open-store.ts";
export { packageVersion } from "./package-version.ts";
