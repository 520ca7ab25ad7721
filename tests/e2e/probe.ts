/** Built into the tested extension only. A test that loads it into the panel can call `Platform` directly. */

import { openPlatform } from "../../extension/platform/open-platform.ts";

Object.assign(globalThis, { platform: openPlatform() });
