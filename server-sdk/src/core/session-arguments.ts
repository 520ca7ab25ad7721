/** Arguments that would end nobody's session, or fail at some stores only, are refused at the call. */

/** @throws TypeError for a key that is no text: a number comes back as another key, and without one nothing is deleted. */
export function checkKey(key: unknown, method: "set" | "delete"): void {
  if (typeof key === "string") return;
  const advice =
    method === "delete" ? " To end the session: await session.flush()" : " Write session.set(String(key), value).";
  throw new TypeError(`session.${method} needs the key as a string, not ${described(key)}.${advice}`);
}

/** @throws TypeError for a user that is no text. */
export function checkUser(id: unknown, method: string): asserts id is string {
  if (typeof id === "string") return;
  throw new TypeError(`${method} needs the user's id as a string, not ${described(id)}. Write String(user.id).`);
}

function described(value: unknown): string {
  return value === undefined || value === null ? `${value}` : `a value of type ${typeof value}`;
}
