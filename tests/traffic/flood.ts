import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import type { LoadedProject } from './project.ts';
import { type Delivery, SENDERS } from './senders.ts';

const TOPICS = [
  'Checkout total is empty',
  'Invoice export stops early',
  'Search misses umlauts',
  'Password mail never arrives',
  'Cart loses its voucher',
  'Stock audit counts twice',
];

export interface FloodOptions {
  apiUrl: string;
  project: LoadedProject;
  perSecond: number;
  seconds: number;
  /** Share of webhooks that are an earlier delivery again, byte for byte, 0..1. */
  duplicates: number;
  /** Part of every marker, so that two floods of one project tell of different facts. */
  name: string;
}

export interface FloodResult {
  /** Milliseconds from the first byte sent to the answer, of every webhook, in order of sending. */
  tookMs: number[];
  /** How far behind its time each webhook was sent, ms: a busy generator is no fault of the API's. */
  lateMs: number[];
  refused: Map<string, number>;
  /** Markers of distinct facts that were answered 2xx. */
  accepted: Set<string>;
}

/** Sends at a fixed rate whatever the answers do, round robin over six senders. */
export async function flood({ apiUrl, project, perSecond, seconds, duplicates, name }: FloodOptions): Promise<FloodResult> {
  const pool = new Pool(apiUrl, { connections: 64, pipelining: 1 });
  const result: FloodResult = { tookMs: [], lateMs: [], refused: new Map(), accepted: new Set() };
  const recent: { delivery: Delivery; marker: string }[] = [];
  const post = async ({ delivery, marker }: { delivery: Delivery; marker: string }, at: number) => {
    const began = performance.now();
    const status = await pool
      .request({ method: 'POST', path: delivery.path, headers: delivery.headers, body: delivery.body })
      .then(async (answer) => {
        await answer.body.dump();
        return String(answer.statusCode);
      })
      .catch((error: Error) => error.name);
    result.tookMs[at] = performance.now() - began;
    if (status.startsWith('2')) result.accepted.add(marker);
    else result.refused.set(status, (result.refused.get(status) ?? 0) + 1);
  };

  const total = perSecond * seconds;
  const answers: Promise<void>[] = [];
  const began = performance.now();
  for (let i = 0; i < total; i++) {
    const due = began + (i * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 1) await delay(early);
    result.lateMs.push(Math.max(0, performance.now() - due));
    const again =
      duplicates > 0 && i % Math.round(1 / duplicates) === Math.round(1 / duplicates) - 1 ? recent[i % recent.length] : undefined;
    const next = again ?? fresh(project, name, i);
    if (!again) {
      recent.push(next);
      if (recent.length > 500) recent.shift();
    }
    answers.push(post(next, i));
  }
  await Promise.all(answers);
  await pool.close();
  return result;
}

function fresh(project: LoadedProject, name: string, i: number): { delivery: Delivery; marker: string } {
  const sender = SENDERS[i % SENDERS.length]!;
  const marker = `${name}-${i}`;
  const topic = TOPICS[Math.floor(i / SENDERS.length) % TOPICS.length]!;
  return { marker, delivery: sender.delivery(project.id, project.secrets.get(sender.source)!, { marker, topic }) };
}
