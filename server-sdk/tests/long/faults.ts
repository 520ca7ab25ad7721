/** The faults of a soak: each starts while the apps serve, and ends again. */

import type { Site } from "./site.ts";

export type Fault = (site: Site) => Promise<void>;

const inTheMiddle = (site: Site) => site.heard("acknowledged", 30);
const noticed = (site: Site) => site.heard("unknown", 4);

async function proxied(site: Site, mode: "stall" | "drop-replies"): Promise<void> {
  await inTheMiddle(site);
  site.proxy!.mode = mode;
  await noticed(site);
  site.proxy!.mode = "pass";
}

export const faults = {
  "nothing happens": async () => {},
  "the server is killed and started again": async (site) => {
    await inTheMiddle(site);
    await site.service!.kill();
    await noticed(site);
    await site.service!.start();
  },
  "the network stalls": (site) => proxied(site, "stall"),
  "answers get lost": (site) => proxied(site, "drop-replies"),
  "connections are cut": async (site) => {
    for (let times = 0; times < 3; times++) {
      await inTheMiddle(site);
      site.proxy!.cut();
    }
  },
  "an app is killed and started again": async (site) => {
    await inTheMiddle(site);
    await site.killApp();
  },
  "the clock of one host is an hour behind": async (site) => {
    await inTheMiddle(site);
    site.setClock(-3_600_000);
    await inTheMiddle(site);
    site.setClock(0);
  },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;
