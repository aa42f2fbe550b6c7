import type { ReplayAnswer } from '#domain/api-contract';
import { useEffect, useEffectEvent, useState } from 'react';
import { useFetcher } from 'react-router';
import type { ActionResult } from './api.server.ts';
import { useWhen } from './when.ts';

/**
 * Replays what a view of the log lists, step after step; counts it first.
 * @param search the view's address
 */
export function useReplay(path: string, search: string) {
  const counting = useFetcher<ActionResult<ReplayAnswer>>();
  const stepping = useFetcher<ActionResult<ReplayAnswer>>();
  const [replayed, setReplayed] = useState(0);
  const [state, setState] = useState<'asked' | 'running' | 'done'>('asked');
  const count = useEffectEvent(() => void counting.submit({ view: search, preview: 'true' }, { method: 'post', action: path }));
  useEffect(() => count(), []);
  const step = (before: string) => void stepping.submit({ view: search, before }, { method: 'post', action: path });

  const answer = stepping.state === 'idle' ? stepping.data : undefined;
  useWhen(answer, (answered) => {
    if (!answered.ok) return setState('asked');
    setReplayed(replayed + answered.value.replayed);
    if (answered.value.left > 0 && answered.value.replayed > 0) step(answered.value.before);
    else setState('done');
  });
  return {
    /** How many there are to replay; null until they are counted. */
    total: counting.data?.ok === true ? counting.data.value.left : null,
    replayed,
    state,
    problem: [counting.data, answer].find((each) => each?.ok === false) ?? null,
    start: () => {
      setState('running');
      step('');
    },
  };
}
