import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, inject } from 'vitest';
import { clusterStoreContract } from '#tests/contracts/cluster-store';
import { createRedisStores } from './index.ts';

const gateway = inject('redisRest');
const lines: Server[] = [];
afterEach(() => {
  for (const line of lines.splice(0)) line.close();
});

/** A line to the gateway that breaks after so many calls: the last is carried out, and its answer is lost. */
async function cutOffAfter(calls: number) {
  let made = 0;
  const line = createServer((request, response) => {
    void (async () => {
      const body = Buffer.concat(await Array.fromAsync(request));
      if (++made > calls) return response.destroy();
      const answer = await fetch(`${gateway.url}${request.url}`, {
        method: 'POST',
        headers: { authorization: request.headers.authorization!, 'content-type': 'application/json' },
        body,
      });
      const text = await answer.text();
      if (made === calls) return response.destroy();
      return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
    })();
  }).listen(0, '127.0.0.1');
  lines.push(line);
  await once(line, 'listening');
  return createRedisStores({ url: `http://127.0.0.1:${(line.address() as AddressInfo).port}`, token: gateway.token }).clusters;
}

clusterStoreContract('Redis', createRedisStores(gateway), cutOffAfter);
