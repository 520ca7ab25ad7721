import { driveExample } from "../drive-example.ts";

driveExample("fastify");
