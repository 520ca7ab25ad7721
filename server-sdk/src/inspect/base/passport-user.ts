/** Whom Passport has signed in, as its serialization names them. */
export function passportUser(session: Readonly<Record<string, unknown>>): string | null {
  const passport = session.passport as { readonly user?: unknown } | null | undefined;
  const user = typeof passport === "object" ? passport?.user : undefined;
  return typeof user === "string" || typeof user === "number" ? String(user) : null;
}
