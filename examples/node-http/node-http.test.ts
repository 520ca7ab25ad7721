import { driveExample } from "../drive-example.ts";

driveExample("node-http");
