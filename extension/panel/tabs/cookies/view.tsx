/** The Cookies tab: toolbar, table and detail. */

import type { VNode } from "preact";
import { Split } from "../../widgets/split.tsx";
import { CookiesToolbar } from "./bar/toolbar.tsx";
import { Detail } from "./detail/detail.tsx";
import type { CookiesState } from "./state.ts";
import { CookieTable } from "./table/cookie-table.tsx";
import "./style.css";

/** Pixels. */
const widthForDetailBeside = 1240;
const detailWidth = 384;

export const CookiesView = ({ state }: { readonly state: CookiesState }): VNode => (
  <>
    <CookiesToolbar state={state} />
    <Split
      state={state.detail.split}
      belowUnder={widthForDetailBeside}
      defaultWidth={() => detailWidth}
      main={<CookieTable state={state} />}
      detail={<Detail state={state} />}
    />
  </>
);
