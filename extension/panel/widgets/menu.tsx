/** A menu, whose code is loaded late, and the button that opens it. */

import type { VNode } from "preact";
import { useCallback, useRef, useState } from "preact/hooks";
import { Button, type ButtonProps } from "./button.tsx";
import { lateForm } from "./late.tsx";
import type { MenuItem, MenuProps } from "./open-menu.tsx";

export type { MenuItem } from "./open-menu.tsx";

export const Menu = lateForm<MenuProps>(async () => (await import("./open-menu.tsx")).OpenMenu);

export interface MenuButtonProps extends Omit<ButtonProps, "onClick" | "popup" | "expanded" | "ref"> {
  readonly items: readonly MenuItem[] | (() => readonly MenuItem[]);
  readonly menuWidth?: number;
}

export function MenuButton({ items, menuWidth, ...button }: MenuButtonProps): VNode {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => setOpen(false), []);
  return (
    <>
      <Button {...button} ref={anchor} popup="menu" expanded={open} onClick={() => setOpen(!open)} />
      {open && (
        <Menu
          label={button.label}
          anchor={anchor}
          items={typeof items === "function" ? items() : items}
          width={menuWidth}
          onClose={close}
        />
      )}
    </>
  );
}
