import { createHash, createHmac, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** One fact a sender tells of; `marker` is in its text, so that it can be found wherever it is kept. */
export interface Fact {
  marker: string;
  /** Sentence around the marker, so that clustering has words to work with. */
  topic: string;
}

export interface Delivery {
  path: string;
  headers: Record<string, string>;
  body: string;
  /** What the delivery log calls it: the vendor's id, else the SHA-256 of the body. */
  key: string;
}

export interface Sender {
  source: 'sentry' | 'github' | 'datadog' | 'posthog' | 'splunk' | 'standard';
  /** How often it tries again after anything but a 2xx, and after which statuses; by its vendor's documentation. */
  retries: { times: number; when: 'never' | 'server_errors' | 'all_failures' };
  /** Signed as the vendor signs. The same delivery is sent again byte for byte. */
  delivery(projectId: string, secret: string, fact: Fact): Delivery;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const bodyKey = (body: string) => createHash('sha256').update(body).digest('hex');
const hmac = (secret: string, body: string) => createHmac('sha256', secret).update(body).digest('hex');
/** A number that stands for the fact wherever a vendor's id is one. */
const numberOf = (marker: string) => Number.parseInt(createHash('sha256').update(marker).digest('hex').slice(0, 12), 16);
/** Outermost first, as many as a web request has; the innermost one is the topic's own. */
const frames = (topic: string) =>
  Array.from({ length: 24 }, (_, i) => (i < 16 ? `layer${i}` : `handle${i}`))
    .concat(topic.replaceAll(/\W+/g, ''))
    .map((name, i) => ({
      function: name,
      filename: i < 16 ? `node_modules/express/lib/router/${name}.js` : `src/${name}.js`,
      lineno: 10 + i,
      colno: 7,
      in_app: i >= 16,
    }));

const sentry: Sender = {
  source: 'sentry',
  retries: { times: 0, when: 'never' },
  delivery(projectId, secret, { marker, topic }) {
    const title = `TypeError: ${topic} ${marker}`;
    const exception = { values: [{ type: 'TypeError', value: `${topic} ${marker}`, stacktrace: { frames: frames(topic) } }] };
    const event = {
      event_id: randomUUID().replaceAll('-', ''),
      issue_id: String(numberOf(marker)),
      title,
      level: 'error',
      platform: 'javascript',
      timestamp: Date.now() / 1000,
      environment: 'production',
      exception,
    };
    const body = JSON.stringify({ action: 'triggered', data: { event } });
    const headers = {
      ...JSON_TYPE,
      'sentry-hook-resource': 'event_alert',
      'request-id': randomUUID(),
      'sentry-hook-signature': hmac(secret, body),
    };
    return { path: `/ingest/sentry?project_id=${projectId}`, headers, body, key: headers['request-id'] };
  },
};

const github: Sender = {
  source: 'github',
  retries: { times: 0, when: 'never' },
  delivery(projectId, secret, { marker, topic }) {
    const at = new Date().toISOString();
    const repository = { id: 90, full_name: 'shop/web', name: 'web', owner: { login: 'shop' } };
    const number = numberOf(marker) % 1_000_000;
    const issue = {
      id: numberOf(marker),
      number,
      title: `${topic} ${marker}`,
      body: `It happens since this morning: ${topic}.`,
      state: 'open',
      html_url: `https://github.com/shop/web/issues/${number}`,
      created_at: at,
      updated_at: at,
      comments: 0,
      author_association: 'NONE',
      user: { login: 'maria-k', id: 3, type: 'User' },
      labels: [],
    };
    const body = JSON.stringify({ action: 'opened', issue, repository, sender: issue.user });
    const headers = {
      ...JSON_TYPE,
      'x-github-event': 'issues',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${hmac(secret, body)}`,
    };
    return { path: `/ingest/github?project_id=${projectId}`, headers, body, key: headers['x-github-delivery'] };
  },
};

const datadog: Sender = {
  source: 'datadog',
  // A dropped connection and 5xx, five times.
  retries: { times: 5, when: 'server_errors' },
  delivery(projectId, secret, { marker, topic }) {
    const body = JSON.stringify({
      id: randomUUID(),
      alert_id: String(numberOf(marker)),
      alert_scope: 'service:web',
      aggreg_key: createHash('sha256').update(marker).digest('hex').slice(0, 32),
      alert_transition: 'Triggered',
      alert_type: 'error',
      title: `[Triggered] ${topic} ${marker}`,
      body: `${topic} is above its limit.`,
      date: String(Date.now()),
      tags: 'service:web,env:prod',
      link: 'https://app.datadoghq.com/monitors/1',
    });
    return {
      path: `/ingest/datadog/webhook?project_id=${projectId}`,
      headers: { ...JSON_TYPE, 'x-soulcaster-token': secret },
      body,
      key: bodyKey(body),
    };
  },
};

const posthog: Sender = {
  source: 'posthog',
  retries: { times: 0, when: 'never' },
  delivery(projectId, secret, { marker, topic }) {
    const body = JSON.stringify({
      hook: { id: 'hook', event: 'action_performed', target: 'https://example.com' },
      data: {
        event: '$exception',
        uuid: randomUUID(),
        distinct_id: 'visitor',
        timestamp: new Date().toISOString(),
        properties: {
          $exception_issue_id: uuidOf(marker),
          $exception_list: [
            {
              type: 'RangeError',
              value: `${topic} ${marker}`,
              stacktrace: {
                type: 'raw',
                frames: frames(topic).map(({ filename, ...frame }) => ({ ...frame, source: filename })),
              },
            },
          ],
          $current_url: 'https://shop.example/cart',
        },
      },
    });
    return {
      path: `/ingest/posthog/webhook?project_id=${projectId}`,
      headers: { ...JSON_TYPE, authorization: `Bearer ${secret}` },
      body,
      key: bodyKey(body),
    };
  },
};

const splunk: Sender = {
  source: 'splunk',
  retries: { times: 0, when: 'never' },
  delivery(projectId, secret, { marker, topic }) {
    const body = JSON.stringify({
      sid: `scheduler__admin__search__${createHash('sha256').update(marker).digest('hex').slice(0, 20)}`,
      search_name: topic,
      app: 'search',
      owner: 'admin',
      results_link: 'https://splunk.example:8000/app/search/search?sid=1',
      result: {
        _raw: `ERROR ${topic} ${marker}`,
        _time: String(Date.now() / 1000),
        host: 'web-1',
        source: '/var/log/app.log',
        sourcetype: 'app',
      },
    });
    return {
      path: `/ingest/splunk/webhook?project_id=${projectId}`,
      headers: { ...JSON_TYPE, 'x-splunk-token': secret },
      body,
      key: bodyKey(body),
    };
  },
};

const standard: Sender = {
  source: 'standard',
  retries: { times: 8, when: 'all_failures' },
  delivery(projectId, secret, { marker, topic }) {
    const id = `msg_${randomUUID()}`;
    const at = new Date();
    const body = JSON.stringify({
      type: 'report.created',
      timestamp: at.toISOString(),
      data: { external_id: marker, title: `${topic} ${marker}`, body: `${topic}, said a customer.`, level: 'error' },
    });
    const headers = {
      ...JSON_TYPE,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    };
    return { path: `/ingest/standard?project_id=${projectId}`, headers, body, key: id };
  },
};

/** Six vendors, each with its own proof, shape and manners. Sources: docs/adding-a-source.md and each vendor's own pages. */
export const SENDERS: readonly Sender[] = [sentry, github, datadog, posthog, splunk, standard];

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
