/**
 * Which hosts are one site. Browsers know this from the Public Suffix List (9,000 rules); this is the part of it that
 * developers meet, so what is built on it is called likely.
 */

import { isAddress } from "./cookie.ts";

/** Suffixes of two labels under which strangers register names. Those of one label ("com") are all suffixes. */
const suffixes = new Set(
  (
    "co.uk org.uk ac.uk gov.uk me.uk com.au net.au org.au edu.au co.nz org.nz co.jp ne.jp or.jp ac.jp co.kr or.kr " +
    "com.br net.br org.br gov.br com.mx com.ar com.cn net.cn org.cn gov.cn com.hk com.tw com.sg com.tr co.in net.in " +
    "org.in co.za co.il com.pl com.ua co.id com.my " +
    "github.io gitlab.io pages.dev workers.dev vercel.app netlify.app herokuapp.com onrender.com fly.dev web.app " +
    "firebaseapp.com azurewebsites.net cloudfront.net ngrok.io ngrok.app ngrok-free.app deno.dev railway.app " +
    "glitch.me repl.co replit.app surge.sh appspot.com run.app blogspot.com ngrok-free.dev loca.lt trycloudflare.com"
  ).split(" "),
);

/** May nobody own this name as a whole, so that no cookie can be set for it? */
export function isPublicSuffix(host: string): boolean {
  const name = host.replace(/\.$/, "");
  return !isAddress(host) && (!name.includes(".") || suffixes.has(name));
}

/** The name somebody registered: "shop.example" of "www.shop.example"; addresses and single names are their own. */
export function registrable(host: string): string {
  if (isAddress(host)) return host;
  // A name with its final dot is another host, and its site another one.
  const dot = host.endsWith(".") ? "." : "";
  const labels = host.replace(/\.$/, "").split(".");
  const known = suffixes.has(labels.slice(-2).join("."));
  return labels.slice(known ? -3 : -2).join(".") + dot;
}

/** How close a request is to the page that made it; `schemes-differ`: one site, but for http and https. */
export function relation(url: URL, page: URL): "same-site" | "schemes-differ" | "cross-site" {
  if (registrable(url.hostname) !== registrable(page.hostname)) return "cross-site";
  return url.protocol === page.protocol ? "same-site" : "schemes-differ";
}
