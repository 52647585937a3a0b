/** The live connection: opened again after every break, with a pause that grows. */

import type { Told } from "../generated/protocol";

export type Link = "connecting" | "open" | "broken";

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;
/** The code of a connection whose link was taken back: to come again would be in vain. */
const REVOKED = 4403;

export interface Listener {
  readonly onLink: (link: Link) => void;
  readonly onTold: (message: Told) => void;
  /** there is no way back, and why */
  readonly onEnded: (reason: string) => void;
}

export class Connection {
  private socket: WebSocket | null = null;
  private pause = FIRST_PAUSE;
  private timer = 0;
  private isClosed = false;

  constructor(
    private readonly address: string,
    private readonly listener: Listener,
  ) {
    window.addEventListener("online", this.again);
    this.open();
  }

  /** Whether the message went out; what did not is for the sender to keep. */
  send(message: object): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  close(): void {
    this.isClosed = true;
    window.clearTimeout(this.timer);
    window.removeEventListener("online", this.again);
    this.socket?.close();
  }

  private readonly again = (): void => {
    if (this.isClosed || this.socket?.readyState === WebSocket.OPEN) return;
    window.clearTimeout(this.timer);
    this.open();
  };

  private open(): void {
    this.listener.onLink("connecting");
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.pause = FIRST_PAUSE;
      this.listener.onLink("open");
    });
    // What the server sends is typed by the classes that the types are made from.
    socket.addEventListener("message", (event: MessageEvent<string>) => {
      const told = JSON.parse(event.data) as Told | Told[];
      for (const message of Array.isArray(told) ? told : [told]) this.listener.onTold(message);
    });
    socket.addEventListener("close", ({ code, reason }) => {
      if (this.socket !== socket || this.isClosed) return;
      this.listener.onLink("broken");
      if (code === REVOKED) {
        this.close();
        this.listener.onEnded(reason);
        return;
      }
      this.timer = window.setTimeout(this.again, this.pause);
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    });
  }
}
