/** The snapshots that the playground's browser keeps of the shop. */

import { type KeptSnapshot, storageKey } from "../panel/snapshots/kept.ts";
import type { FakeBrowser } from "../platform/fake.ts";
import { shopUrl } from "./fake-shop.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

type Data = Readonly<Record<string, unknown>>;

const ada = { user_id: 42, user_name: "Ada Lovelace", remember_me: true };
const product = (number: number) => ({ name: `Product ${number}`, qty: 1, price: 9.5 + number, options: {} });

const kept = (id: string, data: Data, ago: number, more: Partial<KeptSnapshot> = {}): KeptSnapshot => ({
  id,
  name: id,
  before: null,
  takenAt: Date.now() - ago,
  project: null,
  entries: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, JSON.stringify(value)])),
  expiry: { kind: "policy" },
  user: "42",
  hidden: 1,
  ...more,
});
const automatic = (before: KeptSnapshot["before"], data: Data, ago: number) =>
  kept(`before ${before}`, data, ago, { name: null, before });

export function fillSnapshots(browser: FakeBrowser): void {
  const cart = { items: Array.from({ length: 12 }, (_, index) => product(index)) };
  const snapshots = [
    kept(
      "Admin with full cart",
      {
        ...ada,
        roles: ["admin", "editor"],
        two_factor: true,
        admin_since: "2026-03-02T08:00:00.000Z",
        admin_filter: "orders:open",
        cart,
        visits: 203,
        last_seen: new Date(Date.now() - 2 * day).toISOString(),
        referrer: null,
        testcookie: "worked",
      },
      2 * day,
      { expiry: { kind: "moment", at: Date.now() + 12 * day + 5 * 60 * minute } },
    ),
    kept("Signed in, empty cart", { ...ada, cart: { items: [], coupon: null }, visits: 4 }, 2 * day + 16 * minute),
    kept("Coupon at its limit", { user_id: 7, user_name: "Grace Hopper", visits: 61, cart }, 3 * day, { user: "7" }),
    kept("First visit", { visits: 1, referrer: null }, 3 * day + 7 * minute, { user: null }),
    automatic("flush", { ...ada, visits: 15, cart: { items: [product(1)], coupon: null } }, 15 * minute),
    automatic("restore", { ...ada, visits: 14 }, 18 * minute),
  ];
  browser.stored.set(storageKey, { [new URL(shopUrl).origin]: snapshots });
}
