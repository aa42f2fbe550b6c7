import { randomBytes, randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { loadEnv } from '#config/env';
import { freePorts } from '#local/free-port';
import { launch } from '#local/program';
import { temporalProgram } from '#local/programs/temporal';
import { findTemporalServer } from '../scripts/temporal-server.mjs';
import { connectWorker } from './connect-worker.ts';
import { ensureSearchAttributes, searchAttributes } from './search-attributes.ts';

const KEYWORD = 2;
const TEXT = 1;
const WAIT = { timeout: 15_000, interval: 100 };

describe('search attributes of a server that we did not start', () => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await Connection.connect({ address: inject('temporal').address });
  });
  afterAll(() => connection.close());

  const newNamespace = async () => {
    const namespace = `test-${randomUUID()}`;
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: { seconds: 86_400 as never } });
    await vi.waitFor(() => connection.operatorService.listSearchAttributes({ namespace }), WAIT);
    return namespace;
  };
  const customOf = async (namespace: string) => (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes;

  it('are added where they are missing, once', async () => {
    const namespace = await newNamespace();

    await vi.waitFor(() => ensureSearchAttributes(connection, namespace), WAIT);
    await vi.waitFor(
      async () => expect(Object.keys(await customOf(namespace))).toEqual(expect.arrayContaining(Object.keys(searchAttributes))),
      WAIT,
    );
    await ensureSearchAttributes(connection, namespace);

    expect(await customOf(namespace)).toMatchObject(Object.fromEntries(Object.keys(searchAttributes).map((name) => [name, KEYWORD])));
  });

  it('of another type are named', async () => {
    const namespace = await newNamespace();
    await vi.waitFor(() => connection.operatorService.addSearchAttributes({ namespace, searchAttributes: { SoulStage: TEXT } }), WAIT);
    await vi.waitFor(async () => expect(await customOf(namespace)).toHaveProperty('SoulStage'), WAIT);

    await expect(ensureSearchAttributes(connection, namespace)).rejects.toThrow('SoulStage');
  });
});

describe('a worker’s connection', () => {
  const envAt = (port: number) =>
    loadEnv({ TEMPORAL_ADDRESS: `127.0.0.1:${port}`, SOULCASTER_CODEC_KEY: randomBytes(32).toString('base64') });
  const quiet = () => ({ info() {}, warn: vi.fn(), error() {} });

  it('waits for a server that comes later, and says so', async () => {
    const [port] = (await freePorts(1)) as [number];
    const log = quiet();
    const connecting = connectWorker(envAt(port), log, new AbortController().signal);
    await vi.waitFor(() => expect(log.warn).toHaveBeenCalled(), WAIT);

    const server = await launch(
      temporalProgram({
        ...{ executable: findTemporalServer() ?? 'temporal', dataDir: null, host: '127.0.0.1', port, uiPort: null },
        ...{ namespace: 'soulcaster', searchAttributes: {} },
      }),
    );
    const connection = await connecting;

    const { customAttributes } = await connection!.operatorService.listSearchAttributes({ namespace: 'soulcaster' });
    expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(searchAttributes)));
    await connection?.close();
    await server.stop();
  });

  it('is given up at once when the worker is told to stop', async () => {
    const [port] = (await freePorts(1)) as [number];
    const stop = new AbortController();
    const log = quiet();
    const connecting = connectWorker(envAt(port), log, stop.signal);
    await vi.waitFor(() => expect(log.warn).toHaveBeenCalled(), WAIT);

    stop.abort();

    expect(await connecting).toBeNull();
  });
});
