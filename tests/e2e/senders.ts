import { createHmac } from 'node:crypto';
import type { World } from './world.ts';

interface GitHubHook {
  /** GitHub's own id of the delivery. */
  id: string;
  event: string;
  body: string;
}

/** Posts as GitHub does. @returns the status it got */
export async function sendGitHub({ stack }: Pick<World, 'stack'>, projectId: string, secret: string, hook: GitHubHook): Promise<number> {
  const answer = await fetch(new URL(`/ingest/github?project_id=${projectId}`, stack.apiUrl), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': hook.event,
      'x-github-delivery': hook.id,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(hook.body).digest('hex')}`,
    },
    body: hook.body,
  });
  return answer.status;
}
