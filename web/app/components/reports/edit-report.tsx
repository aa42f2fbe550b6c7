import type { FeedbackBody } from '#domain/api-contract';
import { type SubmitEvent, useState } from 'react';
import { changedFields, type EditedReport } from '../../lib/edited-report.ts';
import { useReportAction } from '../../lib/report-actions.ts';
import { useWhen } from '../../lib/when.ts';
import { useNotice } from '../frame/notice.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, FormErrors, Input, Select, TextArea } from '../ui/field.tsx';
import type { ReportLayerProps } from './report-layers.tsx';

/** Other words for a report, or another state; the words before stay as a revision. */
export function EditReport({ report, returnTo, onClose, onMoved }: ReportLayerProps) {
  const action = useReportAction<FeedbackBody>(report.id);
  const say = useNotice();
  const [edited, setEdited] = useState<EditedReport>({ title: report.title, body: report.body, status: report.status });
  const fields = changedFields(report, edited);
  const newWords = fields.title !== undefined || fields.body !== undefined;
  useWhen(action.done, () => {
    say(newWords ? 'Saved. Its new words are grouped again in a moment.' : 'Saved.', 'good', true);
    onClose();
    if (newWords) onMoved?.();
  });
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    action.send('edit', { fields: JSON.stringify(fields) });
  };
  return (
    <Dialog
      wide
      open
      returnTo={returnTo}
      onOpenChange={(open) => !open && onClose()}
      title="Edit this report"
      description="New words may move it to another cluster. What it said before stays as a revision."
    >
      <form onSubmit={send} noValidate>
        <FormErrors error={action.error}>
          <Field label="Title" name="title">
            {(props) => (
              <Input
                {...props}
                maxLength={200}
                value={edited.title}
                onChange={(event) => setEdited({ ...edited, title: event.target.value })}
              />
            )}
          </Field>
          <Field label="Text" name="body">
            {(props) => (
              <TextArea
                {...props}
                rows={10}
                maxLength={10_000}
                value={edited.body}
                onChange={(event) => setEdited({ ...edited, body: event.target.value })}
              />
            )}
          </Field>
          <Field label="State" name="status" hint="Closed: its sender or a person says it is over.">
            {(props) => (
              <Select
                {...props}
                value={edited.status}
                onChange={(event) => setEdited({ ...edited, status: event.target.value === 'closed' ? 'closed' : 'open' })}
              >
                <option value="open">Open</option>
                <option value="closed">Closed</option>
              </Select>
            )}
          </Field>
          <div className="flex gap-2">
            <Button look="primary" type="submit" busy={action.busy} disabled={Object.keys(fields).length === 0}>
              {action.busy ? 'Saving' : 'Save'}
            </Button>
            <Button onClick={onClose}>Back</Button>
          </div>
        </FormErrors>
      </form>
    </Dialog>
  );
}
