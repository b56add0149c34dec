// The WebSocket to the relay: may be opened before there is anything to say.

import type { Outgoing } from './analyzer';

export const SUBPROTOCOL = 'mailglass.v1';
const CONNECT_MS = 15_000;

export interface RelayEvents {
  message(data: string | Uint8Array): void;
  /** Gone; `opened` says whether it ever was there. */
  gone(opened: boolean): void;
}

/** Keeps messages in both directions until the other end is there: the relay's welcome comes first, maybe before the check. */
export class RelayConnection {
  private readonly socket: WebSocket;
  private readonly timer: ReturnType<typeof setTimeout>;
  private received: (string | Uint8Array)[] = [];
  private unsent: Outgoing[] = [];
  private events: RelayEvents | null = null;
  private opened = false;

  constructor(
    readonly url: string,
    Socket: typeof WebSocket = WebSocket,
  ) {
    this.socket = new Socket(url, SUBPROTOCOL);
    this.socket.binaryType = 'arraybuffer';
    this.timer = setTimeout(() => this.socket.close(), CONNECT_MS);
    this.socket.onopen = () => {
      clearTimeout(this.timer);
      this.opened = true;
      for (const message of this.unsent.splice(0)) this.socket.send(message);
    };
    this.socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      const message = typeof data === 'string' ? data : new Uint8Array(data);
      if (this.events) this.events.message(message);
      else this.received.push(message);
    };
    this.socket.onclose = () => {
      clearTimeout(this.timer);
      this.events?.gone(this.opened);
      this.events = null;
    };
  }

  get usable(): boolean {
    return this.socket.readyState <= 1;
  }

  /** From now on the messages go to `events`, those kept so far first. */
  attach(events: RelayEvents): void {
    this.events = events;
    for (const message of this.received.splice(0)) this.events?.message(message);
  }

  send(message: Outgoing): void {
    if (this.opened) this.socket.send(message);
    else this.unsent.push(message);
  }

  close(): void {
    this.events = null;
    this.socket.close();
  }
}
