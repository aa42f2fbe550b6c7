import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxContract } from '#tests/contracts/sandbox';
import { createBubblewrapProvider } from './index.ts';

sandboxContract('bubblewrap', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'soulcaster-bwrap-'));
  return { provider: createBubblewrapProvider({ dataDir }), dataDir, close: () => rm(dataDir, { recursive: true, force: true }) };
});
