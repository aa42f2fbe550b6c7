import { useFetcher } from 'react-router';
import type { ActionResult, ApiError } from './api.server.ts';
import { useProject } from './project-data.ts';

export type ReportIntent = 'edit' | 'delete' | 'erase';

/** Sends what a person does to a report. */
export function useReportAction<T>(reportId: string) {
  const { project } = useProject();
  const fetcher = useFetcher<ActionResult<T>>();
  const busy = fetcher.state !== 'idle';
  // Told before the page reads itself again: the report may be gone from it by then, and what asks with it.
  const data = fetcher.state === 'submitting' ? undefined : fetcher.data;
  const send = (intent: ReportIntent, fields: Record<string, string> = {}) => {
    if (busy) return;
    void fetcher.submit({ ...fields, intent, report_id: reportId }, { method: 'post', action: `/p/${project.id}/report-actions` });
  };
  return {
    send,
    busy,
    error: (data?.ok === false ? data.error : null) as ApiError | null,
    /** New with each answer that was good. */
    done: data?.ok === true ? data : null,
  };
}
