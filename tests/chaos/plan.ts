import { SENDERS } from '../traffic/senders.ts';

/** Parts that are killed, as their files in the run folder are called. */
export const VICTIMS = ['api', 'worker', 'worker-grouping', 'temporal', 'redis', 'redis-rest', 'postgres'] as const;
export type Victim = (typeof VICTIMS)[number];

export interface PlannedWebhook {
  /** Of SENDERS. */
  sender: number;
  marker: string;
  topic: string;
  /** Index of an earlier webhook that is sent again byte for byte; null: a delivery of its own. */
  again: number | null;
}

export interface Plan {
  seed: number;
  webhooks: PlannedWebhook[];
  /** Before the webhook with this index is sent. */
  kills: { before: number; victim: Victim }[];
  /** Distinct facts in it. */
  facts: number;
}

const TOPICS = ['Checkout total is empty', 'Invoice export stops early', 'Search misses umlauts', 'Cart loses its voucher'];
/** Shares of webhooks that repeat a delivery, and that tell of a known fact in a new one. */
const DUPLICATES = 0.1;
const REPEATS = 0.2;

/** The same seed, the same plan. Pure. */
export function planChaos({ seed, webhooks, kills }: { seed: number; webhooks: number; kills: number }): Plan {
  const random = mulberry32(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  const plan: Plan = { seed, webhooks: [], kills: [], facts: 0 };
  for (let i = 0; i < webhooks; i++) {
    const chance = i > 20 ? random() : 1;
    const earlier = plan.webhooks[below(i)];
    if (chance < DUPLICATES && earlier) {
      plan.webhooks.push({ ...earlier, again: earlier.again ?? plan.webhooks.indexOf(earlier) });
    } else if (chance < DUPLICATES + REPEATS && earlier) {
      plan.webhooks.push({ ...earlier, again: null });
    } else {
      plan.facts += 1;
      plan.webhooks.push({ sender: below(SENDERS.length), marker: `${seed}-${i}-`, topic: TOPICS[below(TOPICS.length)]!, again: null });
    }
  }
  // Each part at least once as long as there are kills for it; spread over the run, never in its first or last tenth.
  for (let k = 0; k < kills; k++) {
    const victim = k < VICTIMS.length ? VICTIMS[k]! : VICTIMS[below(VICTIMS.length)]!;
    plan.kills.push({ before: Math.floor(webhooks * (0.1 + (0.8 * (k + random())) / kills)), victim });
  }
  return plan;
}

/** Small seeded generator, numbers in [0, 1). Source: Tommy Ettinger's mulberry32, public domain. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
