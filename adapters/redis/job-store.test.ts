import { inject } from 'vitest';
import { jobStoreContract } from '#tests/contracts/job-store';
import { createRedisStores } from './index.ts';

jobStoreContract('Redis', async () => createRedisStores(inject('redisRest')).jobs);
