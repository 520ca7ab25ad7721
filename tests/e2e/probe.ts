/** Built into the extension under test only; a scenario that loads it into the panel can call the platform directly. */

import { openPlatform } from "../../extension/platform/open-platform.ts";

Object.assign(globalThis, { platform: openPlatform() });
