/** What the measured sessions hold. */

export const sizes = ["small", "64 kB"] as const;
export type Size = (typeof sizes)[number];

const small = {
  user: "ada",
  n: 1,
  cart: { items: [{ id: 1, qty: 2 }] },
  seen: "2026-11-23T10:00:00Z",
  theme: "dark",
};
const large = Array.from({ length: 640 }, (_, id) => ({
  id,
  name: `product number ${id}, as the shop lists it`,
  price: id * 1.5,
  tags: ["a", "b"],
}));

/** A new session. The scenarios read `n` and add one to it. */
export const dataOf = (size: Size): Record<string, unknown> => (size === "small" ? { ...small } : { ...small, large });
