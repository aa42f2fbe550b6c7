import { afterAll, beforeAll, beforeEach } from 'vitest';
import { tenantScope } from '#domain/project';
import { startTestApi, type TestApi } from './api.ts';

export const SENTRY_SECRET = 'a-signing-secret-of-sentry';
/** An issue hook; its bytes matter: two blanks, and characters of more than one byte. */
export const SENTRY_EVENT = JSON.stringify({ action: 'created', data: { issue: { title: 'Café  breaks ☕', id: '1' } } });

/** The API for the tests of a file, and a new project before each of them. @param signed its Sentry source has SENTRY_SECRET */
export function ingesting({ signed }: { signed: boolean }) {
  let api: TestApi;
  let projectId: string;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());
  beforeEach(async () => {
    projectId = await api.project();
    if (signed) await api.ask(`/config/sentry/secret?project_id=${projectId}`, { method: 'POST', body: { secret: SENTRY_SECRET } });
  });
  const scope = async () => tenantScope((await api.adapters.projects.find(projectId)) ?? { id: '', ownerId: '' });
  return {
    get api() {
      return api;
    },
    get projectId() {
      return projectId;
    },
    scope,
    /** Rows of the project that nobody has taken from its inbox. */
    waiting: async () => api.adapters.inbox.waiting(await scope()),
    /** Posts as a vendor does: without a session or token of ours. */
    send: (body: string | Uint8Array, headers: Record<string, string>, source = 'sentry', project = projectId) =>
      api.ask(`/ingest/${source}?project_id=${project}`, { method: 'POST', token: null, body, headers }),
  };
}
