/** Makes the panel, on every page, and records responses before anyone has looked at it. */

import { browser } from "./platform/browser.ts";
import { recordResponses } from "./platform/responses.ts";

recordResponses(browser);
browser.devtools.panels.create(browser.i18n.getMessage("extensionName"), "icons/32.png", "panel/index.html");
