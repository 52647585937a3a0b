/** An id that nobody else makes, for what is sent and for what belongs to a session; those of an atlas can be read. */
export function randomId(): string {
  // Pages that come over a network without https have no crypto.randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
