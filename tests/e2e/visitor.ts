/** Another visitor of the demo app, in no browser: a cookie and what the app answers to it. */

import { defaultPath, protocolVersion } from "sessionscope/protocol";
import type { DemoApp } from "../../scripts/demo/demo-app.ts";

export class Visitor {
  readonly #shop: DemoApp;
  #cookie = "";

  constructor(shop: DemoApp) {
    this.#shop = shop;
  }

  /** A visitor who has signed in. */
  static async signedIn(shop: DemoApp, name: string): Promise<Visitor> {
    const visitor = new Visitor(shop);
    await visitor.ask("/");
    await visitor.ask("/login", { name });
    return visitor;
  }

  /** The text of the page. */
  async ask(path: string, form?: Readonly<Record<string, string>>): Promise<string> {
    const response = await fetch(this.#shop.url + path, {
      redirect: "manual",
      headers: { Cookie: this.#cookie },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) this.#cookie = line.split(";", 1)[0]!;
    return response.text();
  }

  /** Whom the app takes the visitor for; null: for nobody. */
  async name(): Promise<string | null> {
    return /id="user-name"[^>]*>([^<]*)</.exec(await this.ask("/cart"))?.[1] ?? null;
  }

  /** Ends the session in a second: nobody asks for it after that. */
  async expireSoon(): Promise<void> {
    const { url, tokens } = this.#shop;
    const cookie = decodeURIComponent(this.#cookie.split("=")[1]!);
    const call = async (command: string, params: unknown) => {
      const response = await fetch(url + defaultPath, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${tokens[url]!.token}` },
        body: JSON.stringify({ protocol: protocolVersion, command, cookie, params }),
      });
      return (await response.json()).result;
    };
    const { session } = await call("session.read", {});
    await call("session.setExpiry", { revision: session.revision, expiry: { kind: "seconds", seconds: 1 } });
  }
}
