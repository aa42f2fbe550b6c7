import { describe, expect, it } from 'vitest';
import { scrub, stripTerminal } from './scrub.ts';

describe('scrubbing output', () => {
  it.each([
    ['a Google key', `AIza${'Sy9-'.repeat(9)}`],
    ['a GitHub token', `ghp_${'a1B2'.repeat(9)}`],
    ['a fine-grained token', `github_pat_${'a1B2_'.repeat(9)}`],
    ['an AWS key', `AKIA${'QWERTYUIOPASDFGH'}`],
    ['a Slack token', 'xoxb-123456789012-abcdef'],
    ['an API key', `sk-${'a1B2'.repeat(9)}`],
    ['a token of ours', `sc_${'x9_-'.repeat(10)}abc`],
    ['a private key', '-----BEGIN EC PRIVATE KEY-----\nMHc\n-----END EC PRIVATE KEY-----'],
    ['a private key without an end', '-----BEGIN PRIVATE KEY-----\nMHc'],
    ['a token with colours inside', `ghp_\u001B[1m${'a1B2'.repeat(9)}\u001B[0m`],
  ])('takes out %s', (_, secret) => {
    expect(scrub(`before ${secret} after`).replace(/ after$/, '')).toMatch(/^before \[(?:secret|token)\]$/);
  });

  it('leaves ordinary output as it is', () => {
    const text = '✔ a test (0.5ms)\n\tat file.js:1:2 skipping sk-1 AIza';

    expect(scrub(text)).toBe(text);
  });
});

it('leaves nothing of a terminal’s language', () => {
  expect(stripTerminal('\u001B[31mred\u001B[39m \u001B]8;;http://x\u0007link\u001B]8;;\u0007\r\nnext\u0007\u0008')).toBe('red link\nnext');
});
