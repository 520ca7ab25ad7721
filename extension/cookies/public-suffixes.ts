/** The Public Suffix List, as large as half the panel: only `site.ts` loads it, and only for hosts that need it. */

export { getDomain, getPublicSuffix } from "tldts";
