/** Every subject that serve.ts can serve, whatever is measured with it. */

import { debugSubjects } from "./debug-subjects.ts";
import { hotSubjects } from "./hot-subjects.ts";
import type { Subject } from "./subjects/subject.ts";
import { subjects } from "./subjects.ts";

export const served: readonly Subject[] = [...subjects, ...debugSubjects, ...hotSubjects];
