/** The rules that the lab compares the browser with. They are large, so that a run loads them. */

import { loadSites } from "../../../../cookies/site.ts";

export { agree } from "../../../../cookies/lab/agreement.ts";
export { expectationOf } from "../../../../cookies/lab/expectation.ts";
export { judge } from "../../../../cookies/lab/outcome.ts";
export { likelyRefusal } from "../../../../cookies/refusal.ts";
export { registrable, relation } from "../../../../cookies/site.ts";

await loadSites();
