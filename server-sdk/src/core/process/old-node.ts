/** The oldest Node, as `engines` of package.json has it. */
const oldest = { major: 22, minor: 13 };

/** Why this version of Node cannot be used, in one sentence; `null`: it can. */
export function oldNode(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return null;
  return `Sessionscope needs Node ${oldest.major}.${oldest.minor} or later; this is ${version}.`;
}
