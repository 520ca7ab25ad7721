/** vanilla-jsoneditor as it comes, in its tree mode. */

import { createJSONEditor } from "vanilla-jsoneditor";

const target = document.querySelector("#tree");
const editor = createJSONEditor({ target, props: { content: { json: {} }, mode: "tree" } });
window.show = (json) => editor.update({ json });
