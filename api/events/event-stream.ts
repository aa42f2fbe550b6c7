import type { ServerResponse } from 'node:http';
import type { EventHub, Heard } from './event-hub.ts';

const PING_MS = 15_000;
/** A reader that falls this far behind is let go; it comes back with Last-Event-ID. */
const MOST_BUFFERED_BYTES = 1_048_576;
const RECONNECT_MS = 1_000;

export interface EventStreamOptions {
  hub: EventHub;
  projectId: string;
  socket: ServerResponse;
  lastHeard: string | null;
  /** Asked with every ping. */
  stillAllowed: () => Promise<boolean>;
}

/** One open answer of server-sent events. */
export class EventStream {
  private readonly options: EventStreamOptions;
  private ping: NodeJS.Timeout | undefined;
  private stopListening: () => void = () => undefined;
  constructor(options: EventStreamOptions) {
    this.options = options;
  }

  open(): void {
    const { hub, projectId, socket, lastHeard } = this.options;
    this.write(`retry: ${RECONNECT_MS}\n\n`);
    const from = lastHeard === null ? null : /^\d{1,16}$/.test(lastHeard) ? Number(lastHeard) : -1;
    // A first id, so that a stream that breaks before anything changed can come back without a gap.
    if (from === null) this.write(`id: ${hub.now}\nevent: hello\ndata: {}\n\n`);
    else for (const heard of hub.since(projectId, from)) this.tell(heard);
    this.stopListening = hub.listen(
      projectId,
      (heard) => this.tell(heard),
      () => socket.end(),
    );
    this.ping = setInterval(() => void this.beat(), PING_MS);
    socket.on('close', () => this.close());
    socket.on('error', () => this.close());
  }

  private tell(heard: Heard): void {
    const data = heard.type === 'gap' ? {} : { kind: heard.event.kind, id: heard.event.id };
    this.write(`id: ${heard.n}\nevent: ${heard.type}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  private async beat(): Promise<void> {
    // Named, so that a page can tell a stream that is quiet from one that is dead.
    this.write('event: ping\ndata: {}\n\n');
    try {
      if (!(await this.options.stillAllowed())) this.options.socket.end();
    } catch {
      // Postgres is away: the next ping asks again. Until then the stream says ids only.
    }
  }

  private write(text: string): void {
    const { socket } = this.options;
    if (socket.writableEnded || socket.destroyed) return;
    socket.write(text);
    if (socket.writableLength > MOST_BUFFERED_BYTES) socket.destroy();
  }

  private close(): void {
    clearInterval(this.ping);
    this.stopListening();
  }
}
