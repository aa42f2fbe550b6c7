import type { LogsBody } from '#domain/api-contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useChanges } from './live.tsx';

type Line = LogsBody['lines'][number];
const POLL_MS = 2_000;
const PAGE = 1000;
/** Beyond this the oldest lines leave the page; they stay in the store. */
const MOST_SHOWN = 5_000;

export interface FollowedLog {
  lines: readonly Line[];
  /** False until the first answer. */
  read: boolean;
  ended: boolean;
  /** Set while the log cannot be read; it is tried again. */
  failing: boolean;
}

/**
 * Follows a fix's log by cursor: told by the live stream, and every 2 s besides while it runs.
 * @param running whether more may come
 */
export function useLog(projectId: string, jobId: string, running: boolean): FollowedLog {
  const [log, setLog] = useState<FollowedLog>({ lines: [], read: false, ended: false, failing: false });
  const cursor = useRef(0);
  const reading = useRef(false);
  const again = useRef(false);

  const read = useCallback(async () => {
    if (reading.current) return void (again.current = true);
    reading.current = true;
    do {
      again.current = false;
      try {
        const query = new URLSearchParams({ project_id: projectId, cursor: String(cursor.current), limit: String(PAGE) });
        const answer = await fetch(`/api/jobs/${jobId}/logs?${query}`, { headers: { accept: 'application/json' } });
        if (!answer.ok) throw new Error(`the log answered ${answer.status}`);
        const body = (await answer.json()) as LogsBody;
        cursor.current = body.next_cursor;
        if (body.lines.length >= PAGE) again.current = true;
        setLog((now) => ({
          lines: body.lines.length === 0 ? now.lines : [...now.lines, ...body.lines].slice(-MOST_SHOWN),
          read: true,
          ended: body.ended,
          failing: false,
        }));
      } catch {
        setLog((now) => ({ ...now, failing: true }));
      }
    } while (again.current);
    reading.current = false;
  }, [projectId, jobId]);

  useEffect(() => void read(), [read, running]);
  useEffect(() => {
    if (!running) return;
    const poll = setInterval(() => document.visibilityState === 'visible' && void read(), POLL_MS);
    return () => clearInterval(poll);
  }, [read, running]);
  useChanges((change) => {
    if (change.id === jobId && (change.kind === 'job_log' || change.kind === 'job')) void read();
  });
  return log;
}
