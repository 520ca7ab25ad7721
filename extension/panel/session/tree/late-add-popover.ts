/** The form "Add a key", whose code is loaded late. */

import { lateForm } from "../../widgets/late.tsx";

export const AddPopover = lateForm(async () => (await import("./add-popover.tsx")).AddPopover);
