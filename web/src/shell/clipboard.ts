/** Pictures on the clipboard, where the browser can. */

const PNG = "image/png";

export function canCopyPictures(): boolean {
  return typeof ClipboardItem === "function" && typeof navigator.clipboard?.write === "function";
}

/** Whether the picture at an address is on the clipboard now. */
export async function copyPicture(address: string): Promise<boolean> {
  try {
    // Given as a promise: Safari only writes within the click, and the picture takes longer than that.
    await navigator.clipboard.write([new ClipboardItem({ [PNG]: fetched(address) })]);
    return true;
  } catch {
    return false;
  }
}

async function fetched(address: string): Promise<Blob> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.statusText);
  return new Blob([await response.blob()], { type: PNG });
}
