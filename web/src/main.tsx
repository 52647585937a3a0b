// Here and not in a style, so that the build lists the font's licence too.
import "@fontsource/inter/400.css";
import "@fontsource/inter/600.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ignoreComposing } from "./lib/keys";
import { App } from "./shell/App";

ignoreComposing();

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
