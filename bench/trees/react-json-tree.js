/** react-json-tree as it comes, which shows ranges of 50; with `#all` every row. */

import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { JSONTree } from "react-json-tree";

const root = createRoot(document.querySelector("#tree"));
const rows = location.hash === "#all" ? { collectionLimit: Number.POSITIVE_INFINITY } : {};
window.show = (data) => root.render(createElement(JSONTree, { data, hideRoot: true, ...rows }));
