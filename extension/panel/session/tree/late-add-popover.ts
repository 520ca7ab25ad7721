/** The form "Add a key", loaded when it is first opened. */

import { late } from "../../widgets/late.tsx";

export const AddPopover = late(async () => (await import("./add-popover.tsx")).AddPopover);
