import type { Plan } from '../fix-job.ts';

/** What a person approves; anything else about a plan may change without asking again. */
export type Approvable = Pick<Plan, 'version' | 'rootCause' | 'change' | 'files' | 'test' | 'prompt'>;

/** SHA-256 hex over the version, the plan's text, the files in order, the test and the exact prompt. Pure. */
export async function planDigest(plan: Approvable): Promise<string> {
  const canonical = JSON.stringify([plan.version, plan.rootCause, plan.change, plan.files, plan.test, plan.prompt]);
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
