/** Starts the options page on the browser's platform. The playground starts it on a fake one. */

import { mountOptions } from "./options-page.tsx";
import { openPlatform } from "./platform/open-platform.ts";

const platform = openPlatform();
document.documentElement.classList.toggle("is-firefox", platform.name === "firefox");
await mountOptions(document.getElementById("root")!, platform);
