/** The list of tabs, in the order they are shown. Each is one folder in tabs/. */

import type { Tab } from "./tab.ts";
import { cookiesTab } from "./tabs/cookies/tab.ts";
import { labTab } from "./tabs/lab/tab.ts";
import { sessionTab } from "./tabs/session/tab.ts";
import { snapshotsTab } from "./tabs/snapshots/tab.ts";
import { storeTab } from "./tabs/store/tab.ts";
import { timelineTab } from "./tabs/timeline/tab.ts";

export const tabs: readonly Tab[] = [sessionTab, cookiesTab, timelineTab, snapshotsTab, storeTab, labTab];
