import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Stack } from '../stack.ts';
import type { LoadedProject } from '../traffic/project.ts';
import { type Delivery, SENDERS } from '../traffic/senders.ts';
import type { Plan, Victim } from './plan.ts';

const IN_FLIGHT = 24;
const RETRY_AFTER_MS = 1_000;
const KILLED_WITHIN_MS = 10_000;
/** Sentry waits a second; what is not answered by then it counts as lost. */
const ANSWER_WITHIN_MS: Readonly<Record<string, number>> = { sentry: 1_000, github: 10_000 };
const DEFAULT_ANSWER_WITHIN_MS = 15_000;

export interface Sent {
  /** Markers of facts for which a sender saw a 2xx. */
  accepted: Set<string>;
  /** Delivery keys (as the log calls them) for which a sender saw a 2xx. */
  acceptedKeys: Map<string, string>;
  /** Answers that were no 2xx, by status or error. */
  refused: Map<string, number>;
  /** Kills while requests were unanswered, and those while none was: only the first count. */
  kills: { victim: Victim; inFlight: number }[];
}

/** Sends the whole plan as each vendor would, killing on the way. Resolves when no sender tries any more. */
export async function sendPlan(stack: Stack, project: LoadedProject, plan: Plan, perSecond: number): Promise<Sent> {
  const sent: Sent = { accepted: new Set(), acceptedKeys: new Map(), refused: new Map(), kills: [] };
  const agent = new Agent({ connections: IN_FLIGHT, pipelining: 1 });
  const deliveries: Delivery[] = [];
  const running = new Set<Promise<void>>();
  const kills = [...plan.kills];
  const killing: Promise<void>[] = [];

  const began = Date.now();
  for (const [i, webhook] of plan.webhooks.entries()) {
    while (kills[0] && kills[0].before <= i) {
      const { victim } = kills.shift()!;
      killing.push(kill(stack, victim, () => running.size, sent));
    }
    const sender = SENDERS[webhook.sender]!;
    const secret = project.secrets.get(sender.source)!;
    const delivery = webhook.again === null ? sender.delivery(project.id, secret, webhook) : deliveries[webhook.again]!;
    deliveries.push(delivery);
    const one = deliver(agent, stack.apiUrl, sender, delivery, webhook.marker, sent).finally(() => running.delete(one));
    running.add(one);
    while (running.size >= IN_FLIGHT * 4) await Promise.race(running);
    const early = began + ((i + 1) * 1000) / perSecond - Date.now();
    if (early > 2) await delay(early);
  }
  await Promise.all([...running, ...killing]);
  await agent.close();
  return sent;
}

async function deliver(
  agent: Agent,
  apiUrl: string,
  { source, retries }: (typeof SENDERS)[number],
  { path, headers, body, key }: Delivery,
  marker: string,
  sent: Sent,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await request(apiUrl + path, {
      method: 'POST',
      headers,
      body,
      dispatcher: agent,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS[source] ?? DEFAULT_ANSWER_WITHIN_MS),
    })
      .then(async (answer) => {
        await answer.body.dump();
        return answer.statusCode;
      })
      .catch((error: Error) => error.name);
    if (typeof outcome === 'number' && outcome < 300) {
      sent.accepted.add(marker);
      sent.acceptedKeys.set(`${source} ${key}`, marker);
      return;
    }
    sent.refused.set(String(outcome), (sent.refused.get(String(outcome)) ?? 0) + 1);
    const worthIt =
      retries.when === 'all_failures' || (retries.when === 'server_errors' && (typeof outcome === 'string' || outcome >= 500));
    if (!worthIt || attempt >= retries.times) return;
    await delay(RETRY_AFTER_MS * (attempt + 1));
  }
}

/** Kills the part in the moment a request is unanswered, while sending goes on; one that is down from the kill before is waited for. */
async function kill(stack: Stack, victim: Victim, inFlight: () => number, sent: Sent): Promise<void> {
  const deadline = Date.now() + KILLED_WITHIN_MS;
  while (Date.now() < deadline) {
    const pid = await stack.pidOf(victim).catch(() => null);
    while (inFlight() === 0 && Date.now() < deadline) await setImmediate();
    try {
      if (pid === null) throw new Error('It has no process yet.');
      process.kill(pid, 'SIGKILL');
      sent.kills.push({ victim, inFlight: inFlight() });
      return;
    } catch {
      await delay(20);
    }
  }
}
