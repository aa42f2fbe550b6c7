import { inject } from 'vitest';
import { clusterStoreContract } from '#tests/contracts/cluster-store';
import { createRedisStores } from './index.ts';

clusterStoreContract('Redis', createRedisStores(inject('redisRest')));
