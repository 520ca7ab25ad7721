/** The options page: sites, tokens, display, keyboard, and the data kept in this browser. */

import { effect, useSignal } from "@preact/signals";
import { type ComponentChildren, render, type VNode } from "preact";
import { defaultPath } from "sessionscope/protocol";
import "./panel/tokens.css";
import "./panel/frame/frame.css";
import "./panel/widgets/rows.css";
import "./options-page.css";
import { createOptionsState, type OptionsState, type SiteRow } from "./options-state.ts";
import { Tokens } from "./options-tokens.tsx";
import { speakAs, textFrom } from "./panel/language.ts";
import { showTheme } from "./panel/mount.tsx";
import { addressOf } from "./panel/server/address.ts";
import { Badge } from "./panel/widgets/badge.tsx";
import { Button } from "./panel/widgets/button.tsx";
import { CutLine } from "./panel/widgets/cut-line.tsx";
import { Segments, Switch } from "./panel/widgets/field.tsx";
import { Icon } from "./panel/widgets/icon.tsx";
import { TextContext, useText } from "./panel/widgets/text.ts";
import type { Platform } from "./platform/platform.ts";

export async function mountOptions(root: HTMLElement, platform: Platform): Promise<OptionsState> {
  const state = await createOptionsState(platform);
  speakAs(platform);
  document.title = platform.text("optionsTitle");
  effect(() => showTheme(state.options.value.theme));
  render(
    <TextContext.Provider value={textFrom(platform)}>
      <OptionsView state={state} />
    </TextContext.Provider>,
    root,
  );
  return state;
}

function OptionsView({ state }: { state: OptionsState }): VNode {
  const text = useText();
  const { options } = state;
  const { theme, rowHeight, maskSecrets, singleKeys } = options.value;
  return (
    <main class="options">
      <h1>
        <Icon name="logo" />
        {text("optionsTitle")}
      </h1>
      <h2>{text("optionsSites")}</h2>
      <Sites state={state} />
      <h2>{text("optionsTokens")}</h2>
      <Tokens state={state} />
      <h2>{text("optionsDisplay")}</h2>
      <div class="card">
        <Setting name={text("optionsTheme")} hint={text("optionsThemeHint")}>
          <Segments
            label={text("optionsTheme")}
            value={theme}
            choices={[
              { value: "automatic", name: text("optionsThemeAutomatic") },
              { value: "light", name: text("optionsThemeLight") },
              { value: "dark", name: text("optionsThemeDark") },
            ]}
            onChange={(value) => void state.choose({ theme: value })}
          />
        </Setting>
        <Setting name={text("optionsRowHeight")}>
          <Segments
            label={text("optionsRowHeight")}
            value={rowHeight}
            choices={[
              { value: 24, name: "24 px" },
              { value: 28, name: "28 px" },
            ]}
            onChange={(value) => void state.choose({ rowHeight: value })}
          />
        </Setting>
        <Setting name={text("optionsMask")} hint={text("optionsMaskHint")}>
          <Switch
            label={text("optionsMask")}
            on={maskSecrets}
            onChange={(on) => void state.choose({ maskSecrets: on })}
          />
        </Setting>
      </div>
      <h2>{text("optionsKeyboard")}</h2>
      <div class="card">
        <Setting name={text("optionsSingleKeys")} hint={text("optionsSingleKeysHint")}>
          <Switch
            label={text("optionsSingleKeys")}
            on={singleKeys}
            onChange={(on) => void state.choose({ singleKeys: on })}
          />
        </Setting>
      </div>
      <h2>{text("optionsData")}</h2>
      <div class="card">
        <Setting
          name={text(
            "optionsDataCount",
            `${state.rows.value.length}`,
            `${state.rows.value.reduce((sum, { site }) => sum + site.tokens.length, 0)}`,
          )}
          hint={text("optionsDataHint")}
        >
          <div class="group-danger">
            <Button kind="danger" icon="trash" label={text("deleteAll")} onClick={() => void state.deleteAll()} />
          </div>
        </Setting>
      </div>
      <div class="deleted" role="status">
        {state.deleted.value !== null && (
          <>
            <span class="grow">{state.deleted.value.sentence}</span>
            <Button kind="line" label={text("undo")} onClick={() => void state.deleted.peek()?.undo()} />
          </>
        )}
      </div>
    </main>
  );
}

const Setting = (props: { name: string; hint?: string; children: ComponentChildren }): VNode => (
  <div class="set">
    <div class="grow">
      <div>{props.name}</div>
      {props.hint !== undefined && <p>{props.hint}</p>}
    </div>
    {props.children}
  </div>
);

function Sites({ state }: { state: OptionsState }): VNode {
  const text = useText();
  const address = useSignal("");
  const bad = useSignal(false);
  const add = async () => {
    bad.value = !(await state.add(address.peek().trim()));
    if (!bad.peek()) address.value = "";
  };
  return (
    <div class="card">
      <table class="sites">
        <thead>
          <tr class="head">
            <th scope="col">{text("optionsOrigin")}</th>
            <th scope="col">{text("optionsPermission")}</th>
            <th scope="col">{text("noEndpointPath")}</th>
            <th scope="col">
              <span class="hid">{text("optionsRemove")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <tr class="row">
            <td class="mono cut" title="http://localhost:*">
              http://localhost:*
            </td>
            <td>
              <Badge>{text("optionsAtInstall")}</Badge>
            </td>
            <td class="mono cut sub" title={defaultPath}>
              {defaultPath}
            </td>
            <td />
          </tr>
          {state.rows.value.map((row) => (
            <SiteLine key={row.origin} state={state} row={row} />
          ))}
        </tbody>
      </table>
      <form
        class="set"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <div class={`field mono grow address ${bad.value ? "is-bad" : ""}`}>
          <input
            aria-label={text("optionsAddress")}
            aria-invalid={bad.value}
            aria-describedby="address-hint"
            placeholder="https://"
            spellcheck={false}
            autocomplete="off"
            value={address.value}
            onInput={(event) => {
              address.value = event.currentTarget.value;
              bad.value = false;
            }}
          />
        </div>
        <Button kind="line" type="submit" label={text("optionsAdd")} disabled={address.value.trim() === ""} />
        <CutLine id="address-hint" class={bad.value ? "c-err" : "dim"}>
          {text(bad.value ? "optionsNoAddress" : "optionsAddHint")}
        </CutLine>
      </form>
    </div>
  );
}

function SiteLine({ state, row }: { state: OptionsState; row: SiteRow }): VNode {
  const text = useText();
  const { origin, site, allowed } = row;
  return (
    <tr class="row">
      <td class="mono cut" title={origin}>
        {origin}
      </td>
      <td>
        {allowed ? (
          <Badge kind="ok" icon="check">
            {text("optionsAllowed")}
          </Badge>
        ) : (
          <button type="button" class="badge warn" onClick={() => void state.allow(origin)}>
            <Icon name="warning" />
            {text("optionsNotAllowed")}
          </button>
        )}
      </td>
      <td>
        <input
          class="mono flat"
          aria-label={`${text("noEndpointPath")}, ${origin}`}
          placeholder={defaultPath}
          spellcheck={false}
          value={site.path}
          onChange={(event) => {
            const path = event.currentTarget.value.trim();
            if (path === "" || addressOf(origin, path) !== null) void state.edit(origin, { path });
            else event.currentTarget.value = site.path;
          }}
        />
      </td>
      <td class="end">
        <Button
          icon="close"
          iconOnly
          small
          label={text("optionsRemoveSite", origin)}
          onClick={() => void state.remove(origin)}
        />
      </td>
    </tr>
  );
}
