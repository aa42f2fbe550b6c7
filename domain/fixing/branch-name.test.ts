import { expect, it } from 'vitest';
import { BranchName } from '../project.ts';
import { fixBranch } from './branch-name.ts';

it('names a branch from ids alone, and one that git takes', () => {
  expect(fixBranch('0F3C1F7B-1160-4a6f-9a52-6a0f3c1f7b11', 2)).toBe('soulcaster/fix-0f3c1f7b1160-2');
  expect(BranchName.safeParse(fixBranch('../../main; rm -rf', 1)).success).toBe(true);
});
