/** The bar above the map: where one is, whether it is saved, which view, and what is needed most. */

import type { ReactNode } from "react";
import { Allowed, People, ShareButton } from "../people/People";
import { SessionButton } from "../session/SessionButton";
import { useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { CommandButton } from "./CommandButton";
import { Icon } from "./Icon";
import { Menu, MenuCommand, MenuItem, MenuRule } from "./Menu";
import { SaveSign } from "./SaveSign";
import { Tip } from "./Tip";
import { Title } from "./Title";
import { THEMES } from "./theme";
import { Views } from "./Views";

export function Bar(): ReactNode {
  return (
    <header className="topbar">
      <div className="bar-where">
        <Tip text={texts.home}>
          <a className="icon-button" href="/" aria-label={texts.home}>
            <Icon sign="home" />
          </a>
        </Tip>
        <div className="bar-atlas">
          <Title />
          <div className="bar-signs">
            <SaveSign />
            <Allowed />
          </div>
        </div>
      </div>
      <Views />
      <div className="bar-tools" role="toolbar" aria-label={texts.toolbar}>
        <People />
        <ShareButton />
        <SessionButton />
        <CommandButton id="undo" sign="undo" />
        <CommandButton id="redo" sign="redo" />
        <span className="bar-wide">
          <CommandButton id="search" sign="search" />
          <CommandButton id="comments" sign="comment" />
          <CommandButton id="history" sign="history" />
          <CommandButton id="export" sign="export" />
        </span>
        <CommandButton id="present" sign="present" />
        <More />
      </div>
    </header>
  );
}

function More(): ReactNode {
  const { screen } = useStudio();
  const theme = useScreen((now) => now.theme);
  return (
    <Menu label={texts.more} sign="more">
      <MenuCommand id="palette" />
      <MenuCommand id="search" />
      <MenuRule />
      <MenuCommand id="history" />
      <MenuCommand id="name-version" />
      <MenuCommand id="export" />
      <MenuCommand id="comments" />
      <MenuCommand id="share" />
      <MenuRule />
      {THEMES.map((one) => (
        <MenuItem key={one} label={texts[one]} isOn={theme === one} onSelect={() => screen.set({ theme: one })} />
      ))}
      <MenuRule />
      <MenuCommand id="name" />
      <MenuCommand id="shortcuts" />
      <MenuCommand id="glossary" />
    </Menu>
  );
}
