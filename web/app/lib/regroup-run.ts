import type { OperationBody } from '#domain/api-contract';
import { askApi } from './ask-api.ts';
import { leadsTo } from './leads-to.ts';
import { clusterOf, type RegroupCommand } from './regroup-commands.ts';
import { plural } from './time.ts';

const AT_ONCE = 4;

export interface Refusal {
  code: string;
  message: string;
}
/** What the page gives to whoever changes the grouping. */
export interface Hands {
  projectId: string;
  userId: string;
  /** Of the page that is shown. */
  pathname: string;
  say: (words: string, tone?: 'good' | 'danger', follows?: boolean, act?: { words: string; run: () => void }) => void;
  go: (to: string) => Promise<void> | void;
  undo: (operationId: string) => Promise<void>;
}

async function send(projectId: string, command: RegroupCommand, digest?: string) {
  const answer = await askApi<OperationBody>(projectId, '/regroup', { body: { command, ...(digest ? { digest } : {}) } });
  if (!answer.ok || answer.value.state !== 'failed') return answer;
  return { ok: false as const, error: { code: 'failed', message: answer.value.error ?? 'It could not be carried out.' } };
}

async function leaveIfGone({ pathname, projectId, go }: Hands, operation: OperationBody, undone: boolean): Promise<void> {
  const here = /\/clusters\/([^/]+)$/.exec(pathname)?.[1];
  const to = here === undefined ? null : leadsTo(operation, here, undone);
  if (to !== null) await go(`/p/${projectId}/clusters${to === '' ? '' : `/${to}`}`);
}

/**
 * Carries commands out, a few at a time, and says how it went.
 * @returns why it did not apply, by cluster, and the first that was refused
 */
export async function carryOut(hands: Hands, commands: readonly RegroupCommand[], digest?: string) {
  const reasons = new Map<string, string>();
  const done: OperationBody[] = [];
  const refusals: Refusal[] = [];
  for (let at = 0; at < commands.length; at += AT_ONCE) {
    const part = commands.slice(at, at + AT_ONCE);
    const answers = await Promise.all(part.map(async (command) => ({ command, answer: await send(hands.projectId, command, digest) })));
    for (const { command, answer } of answers) {
      if (answer.ok) done.push(answer.value);
      else {
        refusals.push(answer.error);
        reasons.set(clusterOf(command) ?? '', answer.error.message);
      }
    }
  }
  const [one] = done;
  const { say } = hands;
  if (refusals.length > 0 && commands.length > 1)
    say(`Not done for ${refusals.length} of ${commands.length}; their rows say why.`, 'danger');
  else if (refusals[0]) say(`Not done. ${refusals[0].message}`, 'danger');
  else if (done.length > 1) say(`${plural(done.length, 'change')} made. Z takes back the last, Activity any of them.`);
  else if (one) {
    say(one.sentence, 'good', true, { words: 'Undo', run: () => void hands.undo(one.id) });
    await leaveIfGone(hands, one, false);
  }
  return { reasons, first: refusals[0] ?? null };
}

/** Takes one operation back and says so, or why not: 410 after its 24 hours, 409 where something later stands on it. */
export async function takeBack(hands: Hands, operationId: string): Promise<void> {
  const answer = await askApi<OperationBody>(hands.projectId, `/regroup/${operationId}/undo`, { method: 'POST' });
  if (!answer.ok) return hands.say(`Not undone. ${answer.error.message}`, 'danger');
  hands.say(`Undone: ${answer.value.sentence}`, 'good', true);
  await leaveIfGone(hands, answer.value, true);
}

/** The newest that this person did and that is in force; null where there is none, which is said. */
export async function lastOfMine({ projectId, userId, say }: Hands): Promise<string | null> {
  const answer = await askApi<{ items: OperationBody[] }>(projectId, '/regroup?limit=50');
  if (!answer.ok) {
    say(answer.error.message, 'danger');
    return null;
  }
  const mine = answer.value.items.find(({ actor_id: actor, state }) => actor === userId && state === 'applied');
  if (!mine) say('There is nothing of yours to take back.');
  return mine?.id ?? null;
}
