/** Parts that are seldom in sight, whose code is loaded late. */

import { late, lateForm } from "../../widgets/late.tsx";

export const AddPopover = lateForm(async () => (await import("./add-popover.tsx")).AddPopover);
export const ConflictRows = late(async () => (await import("./conflict.tsx")).ConflictRows);
export const RowMenu = lateForm(async () => (await import("./row-menu.tsx")).RowMenu);
export const WaitingStrip = late(async () => (await import("./waiting-strip.tsx")).WaitingStrip);
