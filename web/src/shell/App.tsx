/** The page: the folder's atlases, or one of them. */

import "../styles/base.css";
import { type ReactNode, Suspense } from "react";
import { later } from "../lib/later";
import { Atlas } from "./Atlas";
import { Home } from "./Home";

const Join = later(() => import("./Join"));

export function App(): ReactNode {
  const [, place, key] = window.location.pathname.split("/");
  if (place === "join") {
    return (
      <Suspense>
        <Join />
      </Suspense>
    );
  }
  return place === "atlas" && key !== undefined ? <Atlas key={key} name={decodeURIComponent(key)} /> : <Home />;
}
