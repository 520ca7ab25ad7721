/** What this shop keeps in a session; `request.session` is typed by it everywhere. */

export interface CartItem {
  name: string;
  qty: number;
  price: number;
  options: { colour?: string; engraving?: string | null };
}

export interface Cart {
  items: CartItem[];
  coupon: string | null;
}

declare module "sessionscope" {
  interface SessionData {
    user_id?: number;
    user_name?: string;
    remember_me?: boolean;
    /** Stands for a token with which an app calls another service for the user. The panel does not show it. */
    api_token?: string;
    visits?: number;
    /** ISO 8601. */
    last_seen?: string;
    /** Where the visitor came from first. */
    referrer?: string | null;
    cart?: Cart;
  }
}
