/** What decoding a value comes to, and the steps on the way there. */

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
  /** Neither text nor JSON. `size`: how many bytes. */
  | { readonly kind: "bytes"; readonly size: number }
  /** Encrypted: only the server can read it. `by`: what encrypted it; null: it does not say. */
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

/** What it takes to check a signature (signature.ts). */
export interface Signed {
  readonly scheme: Scheme;
  /** The algorithm, as far as the value tells: "HS256". */
  readonly algorithm: string;
  /** What was signed. */
  readonly text: string;
  readonly signature: string;
  /** When it was signed, milliseconds since the epoch; null: it does not say. */
  readonly at: number | null;
}

/** A form that a value has. */
export interface Recognised {
  /** Outermost first. */
  readonly layers: readonly Layer[];
  readonly signed?: Signed;
  /** The header of a JWT. */
  readonly header?: Json;
  /** What it holds: a text, which may hold more, or what nothing more can be undone of. */
  readonly inner: string | Content;
}
