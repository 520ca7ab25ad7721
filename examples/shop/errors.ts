/** Error pages. They do not use the session: it may be what failed. */

import type { ErrorRequestHandler, RequestHandler } from "express";
import { SessionInterruptedError, StoreError } from "sessionscope";
import { html } from "./html.ts";
import { type Page, plainPage } from "./layout.ts";

const interruptedPage: Page = {
  title: "Please try again",
  content: html`
    <h1>Please try again</h1>
    <p id="interrupted">Your session ended while this page was being made, perhaps by signing out in another window.
    Nothing was changed.</p>
    <p><a href="/">Back to the shop</a></p>`,
};

const storeDownPage: Page = {
  title: "Back in a moment",
  content: html`
    <h1>Back in a moment</h1>
    <p id="store-down">The shop cannot reach its sessions right now. You have not been signed out and your cart is safe;
    reload this page in a few seconds.</p>`,
};

const brokenPage: Page = {
  title: "Something broke",
  content: html`
    <h1>Something broke</h1>
    <p id="broken">That was our mistake. It has been written down.</p>
    <p><a href="/">Back to the shop</a></p>`,
};

const badRequestPage: Page = {
  title: "Not understood",
  content: html`
    <h1>Not understood</h1>
    <p id="bad-request">The browser sent something the shop cannot read. <a href="/">Back to the shop</a></p>`,
};

const notFoundPage: Page = {
  title: "Not found",
  content: html`
    <h1>Not found</h1>
    <p id="not-found">There is nothing here. <a href="/">Back to the shop</a></p>`,
};

export const notFound: RequestHandler = (_request, response) => {
  response.status(404).send(plainPage(notFoundPage));
};

export const showError: ErrorRequestHandler = (error, request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  // The first of two clicks on "Sign in" gave the session a new key. The second is sent again, with the new cookie.
  if (error instanceof SessionInterruptedError && request.path === "/login") {
    response.redirect(307, "/login");
    return;
  }
  const status: number = error.status ?? 500;
  if (status >= 500) console.error(error instanceof StoreError ? error.message : error);
  if (error instanceof StoreError) response.set("Retry-After", "5");
  response.status(status).send(plainPage(pageFor(error, status)));
};

function pageFor(error: unknown, status: number): Page {
  if (error instanceof SessionInterruptedError) return interruptedPage;
  if (error instanceof StoreError) return storeDownPage;
  return status < 500 ? badRequestPage : brokenPage;
}
