/** Lines for a person who waits: a step with its time when it is done, and what a long one is doing now and then. */
const EVERY_MS = 10_000;

export const seconds = (ms) =>
  ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;

/**
 * Runs a step and prints how long it took.
 * @template T
 * @param {string} name
 * @param {(progress: (text: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const began = Date.now();
  let doing = '';
  const timer = setInterval(() => {
    console.log(`  ${name.padEnd(16)} … ${doing || 'still at it'} (${seconds(Date.now() - began)})`);
  }, EVERY_MS);
  try {
    const result = await work((text) => (doing = text));
    const how = typeof result === 'string' ? `  ${result}` : '';
    console.log(`  ${name.padEnd(16)}${seconds(Date.now() - began).padStart(12)}${how}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
