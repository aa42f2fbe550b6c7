import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, inject, it } from 'vitest';
import { RateLimitedError, UnavailableError, VendorRefusedError } from '#domain/errors';
import { tenantScope } from '#domain/project';
import { freePorts } from '#local/free-port';
import { vectorIndexContract } from '#tests/contracts/vector-index';
import { createVectorIndex } from './index.ts';

vectorIndexContract('Upstash Vector', async () => createVectorIndex(inject('vectorRest')));

const scope = tenantScope({ id: randomUUID(), ownerId: randomUUID() });
const space = { provider: 'local', model: 'm', dims: 2 };
const record = (values: number[]) => ({
  id: randomUUID(),
  vector: Float32Array.from(values),
  metadata: { title: 'the words of a reporter', source: 'manual', cluster_id: '', created_at: '' },
});

/** Answers every request in the same way; null: never. */
async function withServer<T>(answer: { status: number; body: string } | null, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((_, response) => {
    if (answer) response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('where the index is at fault', () => {
  it('says that nobody answers there', async () => {
    const [closed] = await freePorts(1);
    const index = createVectorIndex({ url: `http://127.0.0.1:${closed}`, token: 'x' });

    await expect(index.ping()).rejects.toMatchObject({ constructor: UnavailableError, details: { service: 'vector' } });
  });

  it('waits no longer than it was told to', async () => {
    await withServer(null, async (url) => {
      const index = createVectorIndex({ url, token: 'x', timeoutMs: 150 });

      await expect(index.deleteAll(scope)).rejects.toThrow(UnavailableError);
    });
  });

  it.each([
    [502, '<html>', UnavailableError],
    [500, '{"error":"Internal error"}', UnavailableError],
    [429, '{"error":"Exceeded daily query limit"}', RateLimitedError],
  ])('understands an answer of %i %s', async (status, body, expected) => {
    await withServer({ status, body }, async (url) => {
      await expect(createVectorIndex({ url, token: 'x' }).ping()).rejects.toThrow(expected);
    });
  });

  it('does not try again with a token that is wrong', async () => {
    const index = createVectorIndex({ url: inject('vectorRest').url, token: 'wrong' });

    await expect(index.ping()).rejects.toMatchObject({ constructor: VendorRefusedError, retryable: false });
  });

  it('refuses a vector of another length, and says nothing of what was in the request', async () => {
    const index = createVectorIndex(inject('vectorRest'));
    await index.upsert(scope, space, [record([1, 0])]);

    const error = await index.upsert(scope, space, [record([1, 0, 0])]).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ constructor: VendorRefusedError, details: { reason: 'dimension' } });
    expect(String(error) + JSON.stringify(error)).not.toContain('reporter');
  });
});
