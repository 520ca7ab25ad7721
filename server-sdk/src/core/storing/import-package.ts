/**
 * Imports a package that may not be there. Bundlers must leave this to Node; the compiler cannot write it so that all of
 * them do, so the build puts `finish-build.ts`'s words in place of this file.
 */
export const importPackage = (name: string): Promise<unknown> => import(/* @vite-ignore */ name);
