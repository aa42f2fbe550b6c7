import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { DeliveryBody, ProjectBody, SecretShown, StatsBody } from '#domain/api-contract';
import { HttpClient } from '#local/sample/http-client';
import type { Stack } from '../stack.ts';
import { SENDERS } from './senders.ts';

/** A project of its own on a running stack, with a secret for each sender. */
export interface LoadedProject {
  id: string;
  api: HttpClient;
  secrets: ReadonlyMap<string, string>;
  stats(): Promise<StatsBody>;
  /** Every delivery in the log, newest first. */
  deliveries(): AsyncIterable<DeliveryBody>;
  /** Every line of GET /export; with what is parked, where asked. */
  exported(include?: 'parked'): Promise<string[]>;
}

export async function createLoadedProject(stack: Stack, name: string): Promise<LoadedProject> {
  const api = new HttpClient(stack.apiUrl, { authorization: `Bearer ${stack.localToken}` });
  const { id } = await api.ask(ProjectBody, { method: 'POST', path: '/projects', body: { name, code_host: 'local' } });
  const secrets = new Map<string, string>();
  for (const { source } of SENDERS) {
    const body = source === 'standard' ? { secret: `whsec_${randomBytes(32).toString('base64')}` } : {};
    const { secret } = await api.ask(SecretShown, { method: 'POST', path: `/config/${source}/secret?project_id=${id}`, body });
    secrets.set(source, secret);
  }
  return {
    id,
    api,
    secrets,
    stats: () => api.ask(StatsBody, { path: `/stats?project_id=${id}` }),
    async *deliveries() {
      const Page = z.object({ items: z.array(DeliveryBody), next_cursor: z.string().nullable() });
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: z.infer<typeof Page> = await api.ask(Page, {
          path: `/deliveries?project_id=${id}&limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        });
        yield* page.items;
        cursor = page.next_cursor;
      }
    },
    async exported(include) {
      const answer = await fetch(`${stack.apiUrl}/export?project_id=${id}${include ? `&include=${include}` : ''}`, {
        headers: { authorization: `Bearer ${stack.localToken}` },
      });
      if (!answer.ok) throw new Error(`GET /export answered ${answer.status}.`);
      return (await answer.text()).split('\n').filter((line) => line !== '');
    },
  };
}
