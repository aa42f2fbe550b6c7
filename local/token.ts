import { z } from 'zod';
import { findRunning } from './running.ts';

/** `npm run -s token`: prints an API token of the local owner, for scripts. */
async function main(): Promise<void> {
  const { apiUrl, secrets } = await findRunning();
  const answer = await fetch(`${apiUrl}/tokens`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${process.env.SOULCASTER_LOCAL_TOKEN || secrets.SOULCASTER_LOCAL_TOKEN}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name: `script ${new Date().toISOString().slice(0, 16)}`, expires_in_days: 30 }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`The API answered ${answer.status} to a request for a token.`);
  process.stdout.write(`${z.object({ token: z.string() }).parse(await answer.json()).token}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
