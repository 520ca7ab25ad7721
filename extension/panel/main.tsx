/** The panel in DevTools: the browser's platform, the list of tabs, on the page. */

import { openPlatform } from "../platform/open-platform.ts";
import { mount } from "./mount.tsx";
import { tabs } from "./tabs.ts";

const end = new AbortController();
addEventListener("pagehide", () => end.abort());
await mount(document.getElementById("root")!, openPlatform(), tabs, end.signal);
