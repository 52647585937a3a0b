import type { SessionSize } from "../studio/screen";

export const NARROW = "(max-width: 700px)";

/** Beside the map where there is room for both; who comes by phone has the session first. */
export function usualSize(): SessionSize {
  return window.matchMedia(NARROW).matches ? "whole" : "beside";
}
