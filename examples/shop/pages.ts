/** What is on each page. */

import { totalsOf } from "./cart.ts";
import { type Html, html } from "./html.ts";
import { type Page, price, time } from "./layout.ts";
import { pictureOf } from "./pictures.ts";
import { type Product, products } from "./products.ts";
import type { Cart, CartItem } from "./session-data.ts";

export const shopPage: Page = {
  title: "Shop",
  content: html`
    <h1>Good things for slow days</h1>
    <ul class="products">
      ${products.map(
        (product) => html`
        <li id="product-${product.id}" class="card">
          <a href="/products/${product.id}">${pictureOf(product.id)}<h2>${product.name}</h2></a>
          <p class="price">${price(product.price)}</p>
          <form method="post" action="/cart/add">
            <input type="hidden" name="product" value="${product.id}">
            <input type="hidden" name="colour" value="${product.colours[0]}">
            <button id="add-${product.id}" aria-label="Add to cart: ${product.name}">Add to cart</button>
          </form>
        </li>`,
      )}
    </ul>`,
};

export function productPage(product: Product): Page {
  const engraving = html`
    <label for="engraving">Engraving</label>
    <input id="engraving" name="engraving" maxlength="20" placeholder="none">`;
  return {
    title: product.name,
    content: html`
      <article class="product">
        ${pictureOf(product.id)}
        <div>
          <h1>${product.name}</h1>
          <p class="price">${price(product.price)}</p>
          <p>${product.about}</p>
          <form method="post" action="/cart/add" class="fields">
            <input type="hidden" name="product" value="${product.id}">
            <label for="colour">Colour</label>
            <select id="colour" name="colour">${product.colours.map((colour) => html`<option>${colour}</option>`)}</select>
            ${product.engraving && engraving}
            <button id="add-to-cart">Add to cart</button>
          </form>
        </div>
      </article>`,
  };
}

export function cartPage(cart: Cart): Page {
  if (cart.items.length === 0) {
    return {
      title: "Cart",
      content: html`<h1>Cart</h1><p id="cart-empty">Nothing in it yet. <a href="/">Have a look around</a>.</p>`,
    };
  }
  const { goods, discount, total } = totalsOf(cart);
  return {
    title: "Cart",
    content: html`
      <h1>Cart</h1>
      <table id="cart">
        <thead><tr><th>Item</th><th>Each</th><th>Quantity</th><th>Sum</th><th><span class="unseen">Remove</span></th></tr></thead>
        <tbody>${cart.items.map(cartRow)}</tbody>
        <tfoot>
          ${discount > 0 && sumRow("Goods", html`${price(goods)}`)}
          ${discount > 0 && sumRow(html`Coupon <span id="coupon-used">${cart.coupon}</span>`, html`−${price(discount)}`)}
          ${sumRow("Total", html`<output id="total">${price(total)}</output>`)}
        </tfoot>
      </table>
      <div class="row">
        <form method="post" action="/cart/coupon" class="inline">
          <label for="coupon">Coupon</label>
          <input id="coupon" name="coupon" autocomplete="off" placeholder="WELCOME10">
          <button id="apply-coupon" class="quiet">Apply</button>
        </form>
        <form method="post" action="/checkout"><button id="place-order">Place order</button></form>
      </div>`,
  };
}

function cartRow({ name, qty, price: each, options }: CartItem, index: number): Html {
  const details = Object.entries(options).flatMap(([option, value]) => (value === null ? [] : [`${option}: ${value}`]));
  return html`
    <tr id="item-${index}">
      <td>${name}${details.length > 0 && html`<small>${details.join(", ")}</small>`}</td>
      <td>${price(each)}</td>
      <td>
        <form method="post" action="/cart/quantity" class="inline">
          <input type="hidden" name="item" value="${index}">
          <input id="qty-${index}" name="qty" type="number" min="0" max="99" value="${qty}" aria-label="Quantity of ${name}">
          <button id="update-${index}" class="quiet">Update</button>
        </form>
      </td>
      <td>${price(qty * each)}</td>
      <td>
        <form method="post" action="/cart/quantity">
          <input type="hidden" name="item" value="${index}"><input type="hidden" name="qty" value="0">
          <button id="remove-${index}" class="quiet" aria-label="Remove ${name}">Remove</button>
        </form>
      </td>
    </tr>`;
}

function sumRow(label: Html | string, amount: Html): Html {
  return html`<tr><th colspan="3" scope="row">${label}</th><td>${amount}</td><td></td></tr>`;
}

export const signInPage: Page = {
  title: "Sign in",
  content: html`
    <h1>Sign in</h1>
    <p>Any name will do: there is nothing to protect here but your cart.</p>
    <form method="post" action="/login" class="fields narrow">
      <label for="name">Name</label>
      <input id="name" name="name" value="Ada Lovelace" required maxlength="60" autocomplete="name">
      <label class="check"><input id="remember" name="remember" type="checkbox"> Keep me signed in for 30 days</label>
      <button id="sign-in">Sign in</button>
    </form>`,
};

export interface AccountFacts {
  readonly name: string;
  /** `null`: when the browser closes. */
  readonly ends: Date | null;
  /** `null`: the store cannot list them. */
  readonly others: number | null;
}

export function accountPage({ name, ends, others }: AccountFacts): Page {
  return {
    title: "Account",
    content: html`
      <h1>${name}</h1>
      <dl>
        <dt>Signed in until</dt>
        <dd id="session-end">${ends === null ? "you close the browser" : time(ends.toISOString())}</dd>
        ${
          others !== null &&
          html`
        <dt>Elsewhere</dt>
        <dd><span id="other-sessions">${others === 1 ? "1 other session" : `${others} other sessions`}</span></dd>`
        }
      </dl>
      ${
        others !== null &&
        html`
      <form method="post" action="/account/sign-out-elsewhere">
        <button id="sign-out-elsewhere" class="quiet">Sign out everywhere else</button>
      </form>`
      }`,
  };
}

export const goodbyePage: Page = {
  title: "Goodbye",
  content: html`
    <h1>Goodbye</h1>
    <p id="signed-out">You are signed out. The session is gone, here and on the server. <a href="/">Back to the shop</a></p>`,
};

export const cookieCheckPage: Page = {
  title: "Cookies",
  content: html`
    <h1>Does this browser keep cookies?</h1>
    <p>The check puts a value into your session and sends you on. If it is still there on the next page, it does.</p>
    <form method="post" action="/cookies/check"><button id="check-cookies">Check</button></form>`,
};

export function cookieResultPage(worked: boolean): Page {
  return {
    title: "Cookies",
    content: html`
      <h1>${worked ? "Yes, it does" : "No, it does not"}</h1>
      <p id="cookies-work">${
        worked
          ? "The cookie came back, and with it the session. The value is removed again."
          : "The cookie did not come back. Allow cookies for this site, or you cannot sign in or fill a cart."
      }</p>
      <p><a href="/cookies">Check again</a></p>`,
  };
}
