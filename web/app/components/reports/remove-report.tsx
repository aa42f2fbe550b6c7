import { useState } from 'react';
import { useReportAction } from '../../lib/report-actions.ts';
import { sourceName } from '../../lib/sources.ts';
import { useWhen } from '../../lib/when.ts';
import { useNotice } from '../frame/notice.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Field, Input } from '../ui/field.tsx';
import type { ReportLayerProps } from './report-layers.tsx';

const ERASE_WORD = 'erase';

/** Takes a report away; its sender may bring it back. */
export function DeleteReport({ report, returnTo, onClose, onGone }: ReportLayerProps) {
  const action = useReportAction<null>(report.id);
  const say = useNotice();
  useWhen(action.done, () => {
    say('The report is deleted.', 'good', true);
    onClose();
    onGone?.();
  });
  return (
    <Confirm
      title="Delete this report"
      description={
        <>
          It leaves its cluster and the counts. Its delivery stays in the log, and when {sourceName(report.source)} tells of it again, it is
          a new report.
        </>
      }
      verb="Delete the report"
      doing="Deleting"
      busy={action.busy}
      problem={action.error?.message}
      returnTo={returnTo}
      onConfirm={() => action.send('delete')}
      onClose={onClose}
    >
      <p className="break-words font-medium">{report.title}</p>
    </Confirm>
  );
}

/** A person's right: nothing of it is kept, anywhere, and it does not come back. */
export function EraseReport({ report, returnTo, onClose, onGone }: ReportLayerProps) {
  const action = useReportAction<null>(report.id);
  const say = useNotice();
  const [typed, setTyped] = useState('');
  useWhen(action.done, () => {
    say('The report is erased for good.', 'good', true);
    onClose();
    onGone?.();
  });
  return (
    <Confirm
      title="Erase this report for good"
      description="For when somebody asks that what they wrote is kept no longer. This cannot be undone."
      verb="Erase for good"
      doing="Erasing"
      busy={action.busy}
      problem={action.error?.message}
      disabled={typed.trim().toLowerCase() !== ERASE_WORD}
      returnTo={returnTo}
      onConfirm={() => action.send('erase')}
      onClose={onClose}
    >
      <p className="break-words font-medium">{report.title}</p>
      <ul className="list-disc pl-5 text-muted">
        <li>The report, its revisions and its vector go, and the bodies of its deliveries.</li>
        <li>Clusters, plans and logs that quote it lose those words.</li>
        <li>What its sender tells of it later is left out.</li>
        <li>A pull request or an export that quotes it is outside: erase it there.</li>
      </ul>
      <Field label={`Type ${ERASE_WORD} to go on`} name="word">
        {(props) => (
          <Input
            {...props}
            value={typed}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
    </Confirm>
  );
}
