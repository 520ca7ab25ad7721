/** Starts the panel in DevTools with the browser's platform and the list of tabs. */

import { openPlatform } from "../platform/open-platform.ts";
import { mount } from "./mount.tsx";
import { tabs } from "./tabs.ts";

const end = new AbortController();
addEventListener("pagehide", () => end.abort());
await mount(document.getElementById("root")!, openPlatform(), tabs, end.signal);
