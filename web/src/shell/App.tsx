/** The page: the folder's atlases, or one of them. */

import type { ReactNode } from "react";
import { Atlas } from "./Atlas";
import { Home } from "./Home";
import "../styles/base.css";

export function App(): ReactNode {
  const [, place, key] = window.location.pathname.split("/");
  return place === "atlas" && key !== undefined ? <Atlas key={key} name={decodeURIComponent(key)} /> : <Home />;
}
