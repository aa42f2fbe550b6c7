import { z } from 'zod';
import type { SecretScanner } from '#domain/ports/secret-scanner';

/** What secretlint's rules miss: Google API keys, private keys of any length. */
const MORE: readonly { rule: string; pattern: RegExp }[] = [
  { rule: 'google-api-key', pattern: /\bAIza[0-9A-Za-z_-]{30,}/ },
  { rule: 'private-key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
];
const MIN_KNOWN_CHARS = 8;

const Output = z.array(
  z.object({ messages: z.array(z.object({ ruleId: z.string(), loc: z.object({ start: z.object({ line: z.number() }) }) })) }),
);

/**
 * secretlint's recommended rules, what they miss, and every secret this process knows, letter by letter.
 * @param knownSecrets shorter ones than 8 characters are left out: they would be found everywhere
 */
export function createSecretScanner(options: { knownSecrets: readonly (string | undefined)[] }): SecretScanner {
  const known = options.knownSecrets.filter((secret): secret is string => secret !== undefined && secret.length >= MIN_KNOWN_CHARS);
  return {
    async scan(files) {
      // 25 MB that only the worker of fixes needs.
      const { createEngine } = await import('@secretlint/node');
      const engine = await createEngine({
        formatter: 'json',
        color: false,
        maskSecrets: true,
        configFileJSON: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend' }] },
      });
      const found: { path: string; line: number; rule: string }[] = [];
      for (const { path, text } of files) {
        // The name decides nothing about the rules; an extension that secretlint would skip must not hide a text.
        const { output } = await engine.executeOnContent({ content: text, filePath: '/change.txt' });
        const messages = Output.parse(JSON.parse(output)).flatMap((file) => file.messages);
        found.push(
          ...messages.map((message) => ({ path, line: message.loc.start.line, rule: message.ruleId.replace(/^.*secretlint-rule-/, '') })),
        );
        text.split('\n').forEach((content, index) => {
          for (const { rule, pattern } of MORE) if (pattern.test(content)) found.push({ path, line: index + 1, rule });
          if (known.some((secret) => content.includes(secret))) found.push({ path, line: index + 1, rule: 'known-secret' });
        });
      }
      return [...new Map(found.map((one) => [`${one.path}\n${one.line}`, one])).values()];
    },
  };
}
