import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const LOOK_EVERY_MS = 1_000;

/**
 * Ends requests whose body takes longer than this to arrive, so that slow senders cannot hold every connection. Node has one limit for
 * all requests; here a route may do without. One look a second at the last request of each connection, whose body is the only one that
 * may still be arriving: a timer for each request, or a list of them, would cost every one of them.
 */
export function endSlowBodies(
  instance: FastifyInstance,
  options: { withinMs: number; exempt: (request: FastifyRequest) => boolean; end: (raw: IncomingMessage) => void },
): void {
  const connections = new Map<Socket, { arriving: IncomingMessage | null; since: number }>();
  const look = () => {
    const late = Date.now() - options.withinMs;
    for (const connection of connections.values()) {
      const raw = connection.arriving;
      if (!raw || (!raw.complete && connection.since > late)) continue;
      connection.arriving = null;
      if (!raw.complete && !raw.destroyed) options.end(raw);
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  instance.server.on('connection', (socket: Socket) => {
    connections.set(socket, { arriving: null, since: 0 });
    socket.once('close', () => connections.delete(socket));
  });
  instance.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request;
    const connection = connections.get(raw.socket);
    const hasBody = raw.headers['content-length'] !== undefined || raw.headers['transfer-encoding'] !== undefined;
    if (connection && hasBody && !options.exempt(request)) {
      connection.arriving = raw;
      connection.since = Date.now();
    }
    done();
  });
  instance.addHook('onClose', (_instance, done) => {
    clearInterval(timer);
    done();
  });
}
