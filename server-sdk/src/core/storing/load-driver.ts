/** Loading of drivers: optional peer dependencies, imported when a store that needs one is opened. */

import { MissingDriverError } from "../errors.ts";
import { importPackage } from "./import-package.ts";

/** @throws MissingDriverError naming the package to install. */
export async function loadDriver<Driver>(title: string, name: string): Promise<Driver> {
  try {
    return (await importPackage(name)) as Driver;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") {
      throw new MissingDriverError(title, name, error);
    }
    throw error;
  }
}
