/** Back to the map or the table: the first of the views on the screen gets the keyboard. */
export function focusStage(): void {
  document.querySelector<HTMLElement>("[data-region=map], [data-region=table] [tabindex='0']")?.focus();
}
