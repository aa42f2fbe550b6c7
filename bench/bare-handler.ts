// The yardstick of bench/accept-cost.ts: a Fastify handler as one is written first: Fastify's own JSON parser, one Redis write over TCP, nothing checked.
import Fastify from 'fastify';
import { createClient } from 'redis';

const redis = createClient({ url: process.argv[2] });
await redis.connect();
const app = Fastify();
app.post('/', async (request, reply) => {
  await redis.xAdd('bare', '*', { body: JSON.stringify(request.body) });
  return reply.status(202).send({ status: 'ok' });
});
process.on('SIGTERM', () => {
  redis.destroy();
  void app.close();
});
process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
