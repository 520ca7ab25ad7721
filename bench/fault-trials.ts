/** Three faults of session libraries. Each trial reports whether its fault happens. Gates set the order of events, never time. */

import { Gate, Gates, type Subject, serve } from "./fault-subjects.ts";

export interface Trial {
  readonly name: string;
  /** Whether the fault happened. */
  run(visitor: Visitor, gates: Gates): Promise<boolean>;
}

/** A browser that is logged in, with one session cookie. */
class Visitor {
  readonly #origin: string;
  #cookie = "";

  constructor(origin: string) {
    this.#origin = origin;
  }
  /** Makes another browser, without a cookie. */
  stranger(): Visitor {
    return new Visitor(this.#origin);
  }
  /** Resolves when the response headers have arrived. */
  async get(path: string): Promise<Response> {
    const response = await fetch(`${this.#origin}${path}`, { headers: { cookie: this.#cookie }, redirect: "manual" });
    if (this.#cookie === "") this.#cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    return response;
  }
  async text(path: string): Promise<string> {
    const response = await this.get(path);
    return response.text();
  }
}

/** So many round trips that any byte sent before them has arrived when they end. */
const roundTrips = 20;

export const trials: readonly Trial[] = [
  {
    name: "lost update: two requests at once set two different keys",
    async run(visitor, gates) {
      const both = Promise.all([visitor.text("/set/cart"), visitor.text("/set/theme")]);
      await gates.handlers.arrivals(2);
      gates.handlers.open();
      await both;
      return (await visitor.text("/get/cart")) !== "set" || (await visitor.text("/get/theme")) !== "set";
    },
  },
  {
    name: "undone logout: a slow request ends after it",
    async run(visitor, gates) {
      const slow = visitor.text("/set/theme");
      await gates.handlers.arrivals(1);
      await visitor.text("/logout");
      gates.handlers.open();
      await slow;
      return (await visitor.text("/get/user")) === "ada";
    },
  },
  {
    name: "early redirect: it arrives while the store still saves",
    async run(visitor, gates) {
      gates.handlers.open();
      const writes = new Gate();
      gates.writes = writes;
      let arrived = false;
      const redirect = visitor.get("/redirect/theme").then((response) => {
        arrived = true;
        return response.text();
      });
      await writes.arrivals(1);
      for (let trip = 0; trip < roundTrips && !arrived; trip++) await visitor.stranger().text("/get/none");
      const early = arrived;
      writes.open();
      await redirect;
      return early;
    },
  },
];

/** Whether the fault of this trial happens to this library. @throws Error when the trial itself went wrong. */
export async function happens(trial: Trial, subject: Subject): Promise<boolean> {
  const gates = new Gates();
  const { server, origin } = await serve(subject, gates);
  try {
    const visitor = new Visitor(origin);
    await visitor.text("/login");
    if ((await visitor.text("/get/user")) !== "ada") throw new Error(`${subject.name}: the visitor is not logged in.`);
    return await trial.run(visitor, gates);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
