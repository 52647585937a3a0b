/** The live connection: opened again after every break, with a pause that grows. */

import type { Told } from "../generated/protocol";

export type Link = "connecting" | "open" | "broken";

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;
/** So many milliseconds without an answer, and the connection is dead, though nobody has said so. */
const LONGEST_SILENCE = 20_000;
/** The code of a connection whose link was taken back: to come again would be in vain. */
const REVOKED = 4403;
/** This machine, which can be reached whatever becomes of the network. */
const HERE = new Set(["127.0.0.1", "localhost", "[::1]"]);

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
  private silence = 0;
  private isClosed = false;

  constructor(
    private readonly address: string,
    private readonly listener: Listener,
  ) {
    window.addEventListener("online", this.again);
    window.addEventListener("offline", this.cut);
    this.open();
  }

  /** Whether the message went out; what did not is for the sender to keep. */
  send(message: object): boolean {
    const { socket } = this;
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(message));
    // Whatever has an id is answered.
    if ("id" in message && this.silence === 0)
      this.silence = window.setTimeout(() => this.lose(socket), LONGEST_SILENCE);
    return true;
  }

  close(): void {
    this.isClosed = true;
    window.clearTimeout(this.timer);
    window.clearTimeout(this.silence);
    window.removeEventListener("online", this.again);
    window.removeEventListener("offline", this.cut);
    this.socket?.close();
  }

  private readonly again = (): void => {
    if (this.isClosed || this.socket?.readyState === WebSocket.OPEN) return;
    window.clearTimeout(this.timer);
    this.open();
  };

  /** Without a network no connection tells that it is gone. */
  private readonly cut = (): void => {
    if (this.socket !== null && !HERE.has(window.location.hostname)) this.lose(this.socket);
  };

  private open(): void {
    this.listener.onLink("connecting");
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.addEventListener("open", () => {
      if (this.socket !== socket) return;
      this.pause = FIRST_PAUSE;
      this.listener.onLink("open");
    });
    // What the server sends is typed by the classes that the types are made from.
    socket.addEventListener("message", (event: MessageEvent<string>) => {
      if (this.socket !== socket) return;
      this.heard();
      const told = JSON.parse(event.data) as Told | Told[];
      for (const message of Array.isArray(told) ? told : [told]) this.listener.onTold(message);
    });
    socket.addEventListener("close", ({ code, reason }) => {
      if (code !== REVOKED || this.socket !== socket) this.lose(socket);
      else {
        this.close();
        this.listener.onLink("broken");
        this.listener.onEnded(reason);
      }
    });
  }

  private lose(socket: WebSocket): void {
    if (this.socket !== socket || this.isClosed) return;
    this.heard();
    this.socket = null;
    socket.close();
    this.listener.onLink("broken");
    this.timer = window.setTimeout(this.again, this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  private heard(): void {
    window.clearTimeout(this.silence);
    this.silence = 0;
  }
}
