import { Connection } from '@temporalio/client';
import pg from 'pg';
import { expect, inject, it } from 'vitest';
import { createTestDatabase } from './postgres.ts';

it('every test file can have a database of its own', async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();

  const answer = await client.query<{ version: string }>('select version()');

  expect(answer.rows[0]?.version).toContain('PostgreSQL 18');
  await client.end();
  await database.drop();
});

it('the Temporal server has our namespace', async () => {
  const { address, namespace } = inject('temporal');
  const connection = await Connection.connect({ address });

  const described = await connection.workflowService.describeNamespace({ namespace });

  expect(described.namespaceInfo?.name).toBe(namespace);
  await connection.close();
});
