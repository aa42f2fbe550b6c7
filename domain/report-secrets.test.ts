import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reportWith } from '#tests/report-builders';
import { textWithoutSecrets, withoutSecrets } from './report-secrets.ts';

const token = `ghp_${'a1B2'.repeat(9)}`;

it('masks what a sender let slip, wherever it stands', () => {
  const masked = withoutSecrets(
    reportWith({
      title: `Push with ${token} fails`,
      body: 'We log in with password=hunter22 at postgres://shop:hunter22@db/shop',
      exceptions: [{ type: 'AuthError', message: 'sent Authorization: Bearer abc123def456', frames: [] }],
      url: 'https://shop.example/pay?token=abcdef123&page=2',
      metadata: { api_key: 'open sesame', tag: token, attempts: 3, release: '1.2.3' },
    }),
  );

  expect(masked).toMatchObject({
    title: 'Push with [token] fails',
    body: 'We log in with password=[secret] at postgres://[secret]@db/shop',
    exceptions: [{ type: 'AuthError', message: 'sent Authorization: Bearer [token]', frames: [] }],
    url: 'https://shop.example/pay?token=[secret]&page=2',
    metadata: { api_key: '[secret]', tag: '[token]', attempts: 3, release: '1.2.3' },
  });
});

it('leaves who is affected, and which report it is', () => {
  const told = reportWith({ author: 'ana@shop.example', body: 'Seen by ana@shop.example, order 4111 1111 1111 1111' });

  expect(withoutSecrets(told)).toEqual(told);
});

it('changes nothing the second time, and never makes a text too long', () => {
  const text = fc.array(fc.constantFrom('password=', 'abcd', token, ' ', 'Bearer abc123def456', '-----BEGIN PRIVATE KEY-----', 'x'), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(text, (parts) => {
      const told = { title: parts.join('').slice(0, 200), body: parts.join('').repeat(10).slice(0, 10_000) };
      const masked = textWithoutSecrets(told);

      expect(masked.title.length).toBeLessThanOrEqual(200);
      expect(masked.body.length).toBeLessThanOrEqual(10_000);
      expect(textWithoutSecrets(masked)).toEqual(masked);
    }),
  );
});
