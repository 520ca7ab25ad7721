/** Where the lines of a process have their endpoints: each has one of its own, whatever library it is for. */

export { linePath as endpointPath } from "../../debug/endpoint-paths.ts";
