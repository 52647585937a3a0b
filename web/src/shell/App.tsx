/** The page: the folder's atlases, or one of them. */

import "../styles/base.css";
import { lazy, type ReactNode, Suspense } from "react";
import { Atlas } from "./Atlas";
import { Home } from "./Home";

const Join = lazy(() => import("./Join"));

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
