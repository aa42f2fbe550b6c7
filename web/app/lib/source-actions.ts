import { useFetcher } from 'react-router';
import type { ActionResult, ApiError } from './api.server.ts';
import { useProject } from './project-data.ts';
import type { Source } from './sources.ts';

export type SourceIntent =
  | 'enabled'
  | 'secret'
  | 'remove_secret'
  | 'filters'
  | 'credential'
  | 'remove_credential'
  | 'test'
  | 'repository'
  | 'remove_repository'
  | 'add_subreddit'
  | 'remove_subreddit'
  | 'sync';

/** Sends what a person changes of a source, from whichever screen. */
export function useSourceAction<T>(source: Source) {
  const { project } = useProject();
  const fetcher = useFetcher<ActionResult<T>>();
  const busy = fetcher.state !== 'idle';
  const data = busy ? undefined : fetcher.data;
  const send = (intent: SourceIntent, fields: Record<string, string> = {}) => {
    if (busy) return;
    void fetcher.submit({ ...fields, intent, source }, { method: 'post', action: `/p/${project.id}/source-actions` });
  };
  return {
    send,
    busy,
    /** What is on its way. */
    asked: fetcher.formData,
    /** The last answer; not while the next is on its way. */
    value: data?.ok === true ? data.value : null,
    error: (data?.ok === false ? data.error : null) as ApiError | null,
    /** New with each answer that was good. */
    done: data?.ok === true ? data : null,
  };
}
