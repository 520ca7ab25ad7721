/** Creates the panel on every page, and records responses until the panel is first opened. */

import { browser } from "./platform/browser.ts";
import { recordResponses } from "./platform/recorded-responses.ts";

recordResponses(browser);
browser.devtools.panels.create(browser.i18n.getMessage("extensionName"), "icons/32.png", "panel/index.html");
