import { defineConfig } from "vitest/config";

/** Where `flowatlas serve` listens, for `npm run dev` beside it. */
const SERVER = "http://127.0.0.1:8765";

export default defineConfig({
  build: {
    target: "es2022",
    outDir: "../src/flowatlas/server/static",
    emptyOutDir: true,
    // The page is served under a strict policy: nothing inline, no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: "licences.txt" },
    reportCompressedSize: false,
  },
  css: {
    postcss: {
      plugins: [
        {
          // Every browser that runs the page reads woff2; older files of the font would only make the package larger.
          postcssPlugin: "woff2-alone",
          Declaration: {
            src: (declaration) => {
              declaration.value = declaration.value.replace(/, url\([^)]+\) format\('woff'\)/, "");
            },
          },
        },
      ],
    },
  },
  server: {
    proxy: {
      // The server answers its own page alone, so that what is asked through here says it comes from there.
      "/api": { target: SERVER, headers: { origin: SERVER }, changeOrigin: true, rewriteWsOrigin: true, ws: true },
    },
  },
  test: { include: ["src/**/*.test.{ts,tsx}"], passWithNoTests: true },
});
