/** The subjects: small servers that do the same with a session, each with another library. */

import { onExpressSubjects } from "./subjects/express.ts";
import { onFastifySubjects } from "./subjects/fastify.ts";
import { onHonoSubjects } from "./subjects/hono.ts";
import { onKoaSubjects } from "./subjects/koa.ts";
import type { Subject } from "./subjects/subject.ts";

export const subjects: readonly Subject[] = [
  ...onExpressSubjects,
  ...onFastifySubjects,
  ...onKoaSubjects,
  ...onHonoSubjects,
];
