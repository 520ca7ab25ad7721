/** Drawings of the products; `shop.css` colours them for light and dark. */

import { Html } from "./html.ts";

const drawings: Readonly<Record<string, string>> = {
  "enamel-mug": `
    <path class="ink" d="M112 74h18a16 16 0 0 1 0 44h-16" fill="none" stroke-width="9"/>
    <path class="body" d="M44 52h74l-4 74a14 14 0 0 1-14 13H62a14 14 0 0 1-14-13z"/>
    <rect class="ink fill" x="40" y="46" width="82" height="10" rx="5"/>
    <path class="light" d="M60 70l3 46" stroke-width="6"/>`,
  "t-shirt": `
    <path class="body" d="M62 44l-34 18 12 26 16-6v60h68V82l16 6 12-26-34-18c-4 14-52 14-56 0z"/>
    <path class="ink" d="M62 44c4 14 52 14 56 0" fill="none" stroke-width="5"/>
    <path class="light" d="M72 100v30" stroke-width="6"/>`,
  "linen-tote": `
    <path class="ink" d="M66 76V60a24 24 0 0 1 48 0v16" fill="none" stroke-width="6"/>
    <path class="body" d="M46 70h88l6 74H40z"/>
    <path class="light" d="M60 86l-3 44" stroke-width="6"/>`,
  notebook: `
    <rect class="body" x="52" y="40" width="82" height="104" rx="6"/>
    <rect class="ink fill" x="52" y="40" width="16" height="104" rx="6"/>
    <path class="ink" d="M118 40v104" stroke-width="4"/>
    <rect class="light fill" x="80" y="62" width="26" height="20" rx="3"/>`,
};

export function pictureOf(id: string): Html {
  return new Html(
    `<svg class="picture picture-${id}" viewBox="0 0 180 180" aria-hidden="true" focusable="false">${drawings[id] ?? ""}</svg>`,
  );
}
