import { inject } from 'vitest';
import { reportStoreContract } from '#tests/contracts/report-store';
import { createRedisStores } from './index.ts';

reportStoreContract('Redis', async () => createRedisStores(inject('redisRest')).reports);
