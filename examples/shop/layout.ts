/** The frame around every page. */

import type { Flashes, Session } from "sessionscope";
import { shownCart, totalsOf } from "./cart.ts";
import { type Html, html } from "./html.ts";

export interface Page {
  readonly title: string;
  readonly content: Html;
}

const money = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });
const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

export const price = (amount: number): string => money.format(amount);

/** A time in the server's time zone. A text that is no date is shown as it is: somebody may have edited it. */
export function time(iso: unknown, id?: string): Html {
  const date = new Date(String(iso));
  if (Number.isNaN(date.getTime())) return html`<span id="${id}">${String(iso)}</span>`;
  return html`<time id="${id}" datetime="${date.toISOString()}">${moment.format(date)}</time>`;
}

/** A page for a visitor. It reads the session and takes its flash messages. */
export function visitorPage(session: Session, { title, content }: Page): string {
  const flashes = session.takeFlash();
  const { count } = totalsOf(shownCart(session));
  const aside = html`
    <nav aria-label="You">
      <a id="cart-link" href="/cart">Cart<span id="cart-count" class="count">${count}</span></a>
      ${signedIn(session)}
    </nav>`;
  const foot = html`
    <p>
      Page views in this session: <output id="visits">${String(session.visits ?? 0)}</output>.
      ${session.last_seen !== undefined && html`Last seen ${time(session.last_seen, "last-seen")}.`}
    </p>`;
  return frame(title, aside, html`${flashLines(flashes)}${content}`, foot);
}

/** A page that does not use the session, so that it works when the store is down. */
export function plainPage({ title, content }: Page): string {
  return frame(title, html``, content, html``);
}

function signedIn(session: Session): Html {
  const name = session.user_name;
  if (typeof name !== "string") return html`<a id="sign-in-link" href="/login">Sign in</a>`;
  return html`
    <a id="user-name" href="/account">${name}</a>
    <form method="post" action="/logout"><button id="sign-out" class="quiet">Sign out</button></form>`;
}

function flashLines(flashes: Flashes): Html {
  const lines = Object.entries(flashes).flatMap(([kind, values]) =>
    (Array.isArray(values) ? values : []).map((value) => html`<p class="flash ${kind}">${String(value)}</p>`),
  );
  return lines.length === 0 ? html`` : html`<div id="flash" role="status">${lines}</div>`;
}

function frame(title: string, aside: Html, content: Html, foot: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title} · Field &amp; Kettle</title>
  <link rel="icon" href="/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/shop.css">
</head>
<body>
  <header>
    <a class="brand" href="/">Field &amp; Kettle</a>
    ${aside}
  </header>
  <main>
    ${content}
  </main>
  <footer>
    ${foot}
    <p><a href="/cookies">Does this browser keep cookies?</a></p>
  </footer>
</body>
</html>
`.text;
}
