import type { Pool } from 'pg';

const FLUSH_MS = 1_000;
/** A flood of one delivery is one entry; past this many different ones the rest of the second goes uncounted. */
const MOST_IDS = 10_000;

const ADD = `
  update deliveries set duplicates = duplicates + again.many
  from unnest($1::uuid[], $2::int[]) as again (id, many) where deliveries.id = again.id`;

/** Counts deliveries that came again, beside the path of those that wait for an answer: one statement a second at most. */
export function createDuplicateCounter(pool: Pool) {
  let counted = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const again = counted;
    counted = new Map();
    // A figure for people to look at: what cannot be written now is not worth a retry.
    if (again.size > 0) await pool.query(ADD, [[...again.keys()], [...again.values()]]).catch(() => undefined);
  };

  return {
    add(id: string): void {
      if (counted.size >= MOST_IDS && !counted.has(id)) return;
      counted.set(id, (counted.get(id) ?? 0) + 1);
      timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
    },
    flush,
  };
}
