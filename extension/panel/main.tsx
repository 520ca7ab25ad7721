import { openPlatform } from "../platform/open-platform.ts";

const platform = openPlatform();
document.body.textContent = `${platform.text("extensionName")}: ${await platform.page.url()}`;
Object.assign(globalThis, { platform });
