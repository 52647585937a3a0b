/** The page: the folder's atlases, or one of them. */

import "../styles/base.css";
import type { ReactNode } from "react";
import { Atlas } from "./Atlas";
import { Home } from "./Home";

export function App(): ReactNode {
  const [, place, key] = window.location.pathname.split("/");
  return place === "atlas" && key !== undefined ? <Atlas key={key} name={decodeURIComponent(key)} /> : <Home />;
}
