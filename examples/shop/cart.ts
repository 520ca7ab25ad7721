/** The cart in the session. The panel can put any value there, so the code that reads the cart checks everything. */

import type { Session } from "sessionscope";
import { coupons, type Product } from "./products.ts";
import type { Cart, CartItem } from "./session-data.ts";

/** The stored cart, to be changed in place. A value that is no cart is replaced by an empty cart. */
export function cartOf(session: Session): Cart {
  const stored: unknown = session.cart;
  if (!isCart(stored)) session.cart = { items: [], coupon: null };
  return session.cart as Cart;
}

/** The cart to be shown. Reading it stores nothing. */
export function shownCart(session: Session): Cart {
  const stored: unknown = session.cart;
  return isCart(stored) ? stored : { items: [], coupon: null };
}

export function addToCart(session: Session, product: Product, options: CartItem["options"]): void {
  const { items } = cartOf(session);
  const same = items.find((item) => item.name === product.name && sameOptions(item.options, options));
  if (same) same.qty += 1;
  else items.push({ name: product.name, qty: 1, price: product.price, options });
}

export interface Totals {
  readonly count: number;
  readonly goods: number;
  readonly discount: number;
  readonly total: number;
}

export function totalsOf({ items, coupon }: Cart): Totals {
  const goods = items.reduce((sum, { qty, price }) => sum + qty * price, 0);
  const discount = goods * (coupons[coupon ?? ""] ?? 0);
  return { count: items.reduce((sum, { qty }) => sum + qty, 0), goods, discount, total: goods - discount };
}

function sameOptions(one: CartItem["options"], other: CartItem["options"]): boolean {
  return one.colour === other.colour && (one.engraving ?? null) === (other.engraving ?? null);
}

function isCart(value: unknown): value is Cart {
  const { items, coupon } = (value ?? {}) as Partial<Cart>;
  return Array.isArray(items) && items.every(isItem) && (coupon === null || typeof coupon === "string");
}

function isItem(value: unknown): value is CartItem {
  const { name, qty, price, options } = (value ?? {}) as Partial<CartItem>;
  return typeof name === "string" && typeof qty === "number" && typeof price === "number" && options instanceof Object;
}
