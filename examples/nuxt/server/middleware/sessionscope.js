/** The line that shows the sessions in the panel. */

import * as h3 from "h3";
import { inspect } from "sessionscope/inspect/h3";

export default inspect(h3, useRuntimeConfig().session);
