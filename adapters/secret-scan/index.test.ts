import { expect, it } from 'vitest';
import { createSecretScanner } from './index.ts';

const scanner = createSecretScanner({ knownSecrets: ['the-key-of-this-process', undefined, 'short'] });
const scan = (text: string, path = 'src/a.js') => scanner.scan([{ path, text }]);

it.each([
  ['a GitHub token', `const t = 'ghp_${'a1B2'.repeat(9)}';`],
  ['a Google key', `key: AIza${'Sy'.repeat(18)}`],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMII'],
  ['a secret this process knows', 'x = "the-key-of-this-process"'],
  ['an AWS key', `aws_secret_access_key = ${'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEX'}\nAWS_ACCESS_KEY_ID=AKIA${'QWERTYUIOPASDFGH'}`],
])('finds %s and says only where', async (_, text) => {
  const found = await scan(`first\n${text}`);

  expect(found.length).toBeGreaterThan(0);
  expect(found[0]).toMatchObject({ path: 'src/a.js', line: expect.any(Number) });
  expect(found[0]?.line).toBeGreaterThan(1);
  expect(JSON.stringify(found)).not.toContain('the-key');
});

it('looks into files of every name', async () => {
  expect(await scan(`ghp_${'a1B2'.repeat(9)}`, 'logo.png')).toHaveLength(1);
});

it('finds nothing in ordinary code', async () => {
  expect(await scan("export const short = 'short'; // AIza is a prefix\n")).toEqual([]);
});
