/** The result of decoding a value, and the encodings that were undone. */

import type { Json } from "./bytes.ts";

export type Layer =
  | "URL"
  | "quotes"
  | "base64"
  | "base64url"
  | "zlib"
  | "JSON"
  | "JWT"
  | "JWS"
  | "JWE"
  | "Django"
  | "Express"
  | "cookie-session"
  | "Flask"
  | "Sessionscope"
  | "Hono"
  | "React Router"
  | "cookie-signature"
  | "Rails"
  | "Ruby Marshal"
  | "Phoenix"
  | "Erlang term"
  | "WordPress"
  | "Supabase"
  | "PHP"
  | "Laravel"
  | "ASP.NET Core"
  | "CakePHP"
  | "iron"
  | "secure-session";

export type Content =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "json"; readonly json: Json }
  /** Neither text nor JSON. `size`: in bytes. */
  | { readonly kind: "bytes"; readonly size: number }
  /** Encrypted: only the server can read it. `by`: the framework that encrypted it; null: its form does not say. */
  | { readonly kind: "sealed"; readonly by: string | null };

export type Scheme =
  | "jwt"
  | "django"
  | "express"
  | "cookie-session"
  | "flask"
  | "sessionscope"
  | "hono"
  | "react-router"
  | "cookie-signature"
  | "rails"
  | "phoenix"
  | "wordpress";

/** A signature with what signature.ts needs to check it. */
export interface Signed {
  readonly scheme: Scheme;
  /** "HS256". */
  readonly algorithm: string;
  /** The text that was signed. */
  readonly text: string;
  readonly signature: string;
  /** When it was signed, milliseconds since the epoch; null: the value does not say. */
  readonly at: number | null;
}

/** A form that a value was recognised in. */
export interface Recognised {
  /** Outermost first. */
  readonly layers: readonly Layer[];
  readonly signed?: Signed;
  /** The header of a JWT. */
  readonly header?: Json;
  /** What the form holds: a text, which may be encoded again, or the final content. */
  readonly inner: string | Content;
}
