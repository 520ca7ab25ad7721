/** The title of a case. */

import type { LabCase } from "../../../../cookies/lab/lab-case.ts";
import type { Text } from "../../../widgets/text.ts";

export const titleOf = ({ title }: LabCase, text: Text): string => (typeof title === "string" ? title : text(...title));
