/** The Cookies tab: toolbar, table and detail. */

import type { VNode } from "preact";
import { late } from "../../widgets/late.tsx";
import { Split } from "../../widgets/split.tsx";
import { CookiesToolbar } from "./bar/toolbar.tsx";
import type { CookiesState } from "./state.ts";
import { CookieTable } from "./table/cookie-table.tsx";
import "./style.css";

/** The list is there first. */
const Detail = late(async () => (await import("./detail/detail.tsx")).Detail);

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
