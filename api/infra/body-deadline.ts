import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const LOOK_EVERY_MS = 1_000;

/**
 * Ends requests whose body takes longer than this to arrive, so that slow senders cannot hold every connection. Node has one limit for
 * all requests; here a route may do without. One look a second at all that arrive, instead of a timer for each.
 */
export function endSlowBodies(
  instance: FastifyInstance,
  options: { withinMs: number; exempt: (request: FastifyRequest) => boolean; end: (raw: IncomingMessage) => void },
): void {
  const arriving = new Map<IncomingMessage, number>();
  const look = () => {
    const late = Date.now() - options.withinMs;
    for (const [raw, since] of arriving) {
      if (!raw.complete && !raw.destroyed && since > late) continue;
      arriving.delete(raw);
      if (!raw.complete && !raw.destroyed) options.end(raw);
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  instance.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request;
    const hasBody = raw.headers['content-length'] !== undefined || raw.headers['transfer-encoding'] !== undefined;
    if (hasBody && !raw.complete && !options.exempt(request)) arriving.set(raw, Date.now());
    done();
  });
  instance.addHook('onResponse', (request, _reply, done) => {
    arriving.delete(request.raw);
    done();
  });
  instance.addHook('onClose', (_instance, done) => {
    clearInterval(timer);
    done();
  });
}
