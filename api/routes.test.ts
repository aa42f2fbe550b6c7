import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErrorBody } from '#domain/api-contract';
import { startTestApi, type Ask, type TestApi } from '#tests/api';

interface Operation {
  operationId: string;
  security?: unknown[];
  parameters?: { name: string; in: string; schema?: unknown }[];
  requestBody?: unknown;
  responses: Record<string, { content?: Record<string, { schema?: { $ref?: string } }> }>;
}
interface Route {
  method: NonNullable<Ask['method']>;
  path: string;
  operation: Operation;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
}

/** Open to anyone, or proven by the request itself. Whoever adds a route here has thought about it. */
const WITHOUT_CALLER = [
  'GET /',
  'GET /auth/github',
  'GET /auth/options',
  'GET /health',
  'GET /livez',
  'GET /readyz',
  'GET /status',
  'POST /auth/local',
  'POST /ingest/datadog/webhook',
  'POST /ingest/github',
  'POST /ingest/posthog/webhook',
  'POST /ingest/sentry',
  'POST /ingest/splunk/webhook',
  'POST /ingest/splunk/webhook/{token}',
  'POST /ingest/standard',
];

let api: TestApi;
let document: Document;
let routes: Route[];

beforeAll(async () => {
  api = await startTestApi();
  document = (await api.ask('/docs-json', { token: null })).body;
  routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase() as Route['method'], path, operation })),
  );
});
afterAll(() => api.stop());

const nameOf = ({ method, path }: Route) => `${method} ${path}`;
const protectedRoutes = () => routes.filter((route) => (route.operation.security ?? []).length > 0);
const addressOf = ({ path }: Route, ids: Record<string, string> = {}) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? (name === 'source' ? 'sentry' : randomUUID()));
const bodyOf = (route: Route) => (route.operation.requestBody ? { body: {} } : {});

describe('every route', () => {
  it('is either known to be open or asks who is there', () => {
    const open = routes.filter((route) => (route.operation.security ?? []).length === 0).map(nameOf);

    expect(open.toSorted()).toEqual(WITHOUT_CALLER);
    expect(protectedRoutes().length).toBeGreaterThan(25);
  });

  it('answers 401 in the one error shape without a credential, and with a wrong one', async () => {
    const wrong: Ask[] = [
      { token: null },
      { token: 'sc_not-a-token' },
      { token: 'nonsense' },
      { token: null, headers: { cookie: 'soulcaster=nonsense' } },
      { token: null, headers: { authorization: 'Basic YTpi' } },
    ];
    const answers = await Promise.all(
      protectedRoutes().flatMap((route) =>
        wrong.map(async (ask) => ({
          route: nameOf(route),
          ...(await api.ask(addressOf(route), { method: route.method, ...bodyOf(route), ...ask })),
        })),
      ),
    );

    expect(answers.filter(({ status }) => status !== 401).map(({ route, status }) => `${route}: ${status}`)).toEqual([]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(() => ErrorBody.parse(answers[0]?.body)).not.toThrow();
  });

  it('of a project answers 404 for a project of someone else, as for one that is not there', async () => {
    const stranger = await api.adapters.users.upsertGithub({ githubId: '4711', login: 'stranger', name: null });
    const foreign = await api.adapters.projects.create({ ownerId: stranger.id, name: 'Theirs', isSample: false });
    const ofProject = protectedRoutes().filter(
      (route) =>
        route.path.startsWith('/projects/{id}') || route.operation.parameters?.some((parameter) => parameter.name === 'project_id'),
    );
    const ask = async (route: Route, projectId: string) => {
      const address = `${addressOf(route, { id: projectId })}?project_id=${projectId}`;
      return { route: nameOf(route), ...(await api.ask(address, { method: route.method, ...bodyOf(route) })) };
    };
    const theirs = await Promise.all(ofProject.map((route) => ask(route, foreign.id)));
    const nobodys = await Promise.all(ofProject.map((route) => ask(route, randomUUID())));
    const odd = await Promise.all(ofProject.map((route) => ask(route, 'not-a-uuid')));

    const answers = [...theirs, ...nobodys, ...odd];
    expect(answers.filter(({ status }) => status !== 404).map(({ route, status }) => `${route}: ${status}`)).toEqual([]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(ofProject.length).toBeGreaterThan(20);
    expect(await api.adapters.projects.find(foreign.id)).not.toBeNull();
  });

  it('that changes something refuses a cookie from a page of someone else', async () => {
    const cookie = (await api.ask('/auth/local', { method: 'POST', token: null })).headers.get('set-cookie')?.split(';')[0] ?? '';
    const changing = protectedRoutes().filter((route) => route.method !== 'GET');
    const ask = async (route: Route, headers: Record<string, string>) => ({
      route: nameOf(route),
      ...(await api.ask(addressOf(route), { method: route.method, token: null, ...bodyOf(route), headers: { cookie, ...headers } })),
    });
    const foreign = await Promise.all(changing.map((route) => ask(route, { origin: 'https://elsewhere.example' })));
    const silent = await Promise.all(changing.map((route) => ask(route, {})));

    expect([...foreign, ...silent].filter(({ status }) => status !== 403).map(({ route, status }) => `${route}: ${status}`)).toEqual([]);
    expect(changing.length).toBeGreaterThan(10);
  });

  it('carries headers that keep its answer from being framed, sniffed or cached', async () => {
    const answers = await Promise.all(['/', '/livez', '/no-such-route', '/clusters'].map((path) => api.ask(path, { token: null })));

    for (const { headers } of answers) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });
});

describe('the document', () => {
  it('is whole: every reference is there, every path parameter is declared, every operation has its own id', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '');
    const names = references.map((reference) => reference.replace('#/components/schemas/', ''));
    const undeclared = routes.flatMap((route) => {
      const declared = route.operation.parameters?.filter((one) => one.in === 'path').map((one) => one.name) ?? [];
      return [...route.path.matchAll(/\{(\w+)\}/g)].filter(([, name]) => !declared.includes(name ?? '')).map(() => nameOf(route));
    });
    const ids = routes.map((route) => route.operation.operationId);

    expect(document.openapi).toBe('3.0.3');
    expect(names.filter((name) => !(name in document.components.schemas))).toEqual([]);
    expect(references.length).toBeGreaterThan(50);
    expect(undeclared).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says the shape of every answer that has one', () => {
    const silent = routes.filter(({ operation }) => {
      const good = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
      return !good.some(([status, response]) => status === '204' || response.content?.['application/json']?.schema?.$ref);
    });

    // A redirect and streams have no shape of ours.
    expect(silent.map(nameOf).toSorted()).toEqual(['GET /auth/github', 'GET /events', 'GET /export']);
  });

  it('has no dialect of JSON schema that OpenAPI 3.0 does not know', () => {
    const text = JSON.stringify(document);

    for (const keyword of ['"$schema"', '"const":', '"$defs"', '"prefixItems"', '"propertyNames"']) expect(text).not.toContain(keyword);
    expect(text).not.toMatch(/"type":\[/);
  });

  it('is shown by a page whose scripts are its own', async () => {
    const page = await api.ask('/docs', { token: null });
    const script = /src="\.?\/?(docs\/swagger-ui-init\.js|[^"]*swagger-ui-init\.js)"/.exec(page.text)?.[1] ?? '';
    const init = await fetch(new URL(script, `${api.url}/docs`));

    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.text).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>\s*\S/);
    expect(init.status).toBe(200);
    expect(await init.text()).toContain('/ingest/manual');
  });
});

describe('what is not there', () => {
  it('is 404 in the one error shape, for unknown paths and methods alike', async () => {
    const projectId = await api.project();
    const answers = await Promise.all([
      api.ask('/nowhere'),
      api.ask('/ingest/unknown', { method: 'POST', body: {} }),
      api.ask('/ingest/sentry'),
      api.ask(`/config/unknown?project_id=${projectId}`),
      api.ask(`/feedback/..%2f..%2fetc?project_id=${projectId}`),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    for (const { body } of answers) expect(ErrorBody.parse(body).error.code).toBe('not_found');
  });

  it('an address that cannot be decoded is 400 in the same shape', async () => {
    const answer = await api.ask('/clusters/%E0%A4%A');

    expect(answer.status).toBe(400);
    expect(ErrorBody.parse(answer.body).error.code).toBe('unreadable_request');
  });

  it('bytes that are no request at all get the same shape and a closed connection', async () => {
    const { port } = new URL(api.url);
    const answerTo = (bytes: string) =>
      new Promise<string>((resolve, reject) => {
        let text = '';
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
        socket.setEncoding('utf8').on('data', (part: string) => (text += part));
        socket.on('end', () => resolve(text)).on('error', reject);
      });

    const garbage = await answerTo('GARBAGE\r\n\r\n');
    const headers = await answerTo(`GET /livez HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(100_000)}\r\n\r\n`);

    expect(garbage).toMatch(/^HTTP\/1\.1 400 .*"code":"unreadable_request"/s);
    expect(headers).toMatch(/^HTTP\/1\.1 431 .*"code":"headers_too_large"/s);
  });
});
