/** The shop as an Express app. */

import { fileURLToPath } from "node:url";
import express, { type Express, type RequestHandler } from "express";
import type { Sessions } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { accountRoutes } from "./account.ts";
import { addToCart, cartOf, shownCart } from "./cart.ts";
import { notFound, showError } from "./errors.ts";
import { visitorPage } from "./layout.ts";
import { cartPage, productPage, shopPage } from "./pages.ts";
import { coupons, productOf } from "./products.ts";

export function createShop(sessions: Sessions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(secureHeaders);
  // Static files need no session, so their middleware comes first.
  app.use(express.static(fileURLToPath(new URL("public", import.meta.url))));
  app.use(expressSessions(sessions));
  app.use(express.urlencoded({ extended: false }));
  app.get(["/", "/products/:id", "/cart"], countVisit);

  app.get("/", (request, response) => {
    response.send(visitorPage(request.session, shopPage));
  });

  app.get("/products/:id", (request, response, next) => {
    const product = productOf(request.params.id);
    if (product) response.send(visitorPage(request.session, productPage(product)));
    else next();
  });

  app.get("/cart", (request, response) => {
    response.send(visitorPage(request.session, cartPage(shownCart(request.session))));
  });

  app.post("/cart/add", (request, response, next) => {
    const { session, body } = request;
    const product = productOf(body.product);
    if (!product) return next();
    const colour = product.colours.find((known) => known === body.colour);
    const engraving = String(body.engraving ?? "").slice(0, 20) || null;
    addToCart(session, product, product.engraving ? { colour, engraving } : { colour });
    session.flash("success", `${product.name} added.`);
    response.redirect(303, "/cart");
  });

  app.post("/cart/quantity", (request, response) => {
    const { items } = cartOf(request.session);
    const item = items[Number(request.body.item)];
    const qty = Math.trunc(Number(request.body.qty));
    if (item && qty >= 1 && qty <= 99) item.qty = qty;
    else if (item && qty === 0) items.splice(items.indexOf(item), 1);
    response.redirect(303, "/cart");
  });

  app.post("/cart/coupon", (request, response) => {
    const { session, body } = request;
    const code = String(body.coupon ?? "")
      .trim()
      .toUpperCase();
    if (Object.hasOwn(coupons, code)) {
      cartOf(session).coupon = code;
      session.flash("success", `Coupon ${code} applied.`);
    } else session.flash("error", code === "" ? "Please enter a coupon." : `There is no coupon ${code}.`);
    response.redirect(303, "/cart");
  });

  app.post("/checkout", (request, response) => {
    const { session } = request;
    if (session.user_name === undefined) {
      session.flash("info", "Please sign in to place your order.");
      response.redirect(303, "/login");
      return;
    }
    delete session.cart;
    session.flash("success", "Thank you! Your order is on its way.");
    response.redirect(303, "/");
  });

  app.use(accountRoutes(sessions));
  app.use(notFound);
  app.use(showError);
  return app;
}

/** Counts page views atomically, and stores the time of the last one. */
const countVisit: RequestHandler = (request, _response, next) => {
  const { session } = request;
  session.setDefault("referrer", request.get("Referer") ?? null);
  session.update("visits", (visits) => (typeof visits === "number" ? visits + 1 : 1));
  session.last_seen = new Date().toISOString();
  next();
};

/** In development the page may also load from its own server: the panel's cookie lab makes it do so. */
const loadsOfTheLab =
  process.env.NODE_ENV === "production" ? "" : "; connect-src 'self'; frame-src http://localhost:* http://127.0.0.1:*";

const secureHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    "Content-Security-Policy":
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'" +
      loadsOfTheLab,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
  });
  next();
};
