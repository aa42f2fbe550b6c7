import type { IngestAnswer } from '#domain/api-contract';
import type { SubmitEvent } from 'react';
import { useFetcher } from 'react-router';
import type { ActionResult } from '../../lib/api.server.ts';
import { useDraft } from '../../lib/kept.ts';
import { useProject } from '../../lib/project-data.ts';
import { useIdempotencyKey } from '../../lib/submit-once.ts';
import { useWhen } from '../../lib/when.ts';
import { Button } from '../ui/button.tsx';
import { Field, FormErrors, Input, TextArea } from '../ui/field.tsx';
import { useNotice } from './notice.tsx';

/** A report by hand. What is typed stays through a reload until it is sent; a second press sends nothing twice. */
export function ReportForm({ onDone }: { onDone: () => void }) {
  const { project } = useProject();
  const fetcher = useFetcher<ActionResult<IngestAnswer>>();
  const say = useNotice();
  const keyFor = useIdempotencyKey();
  const [title, setTitle, forgetTitle] = useDraft(`report-title-${project.id}`);
  const [body, setBody, forgetBody] = useDraft(`report-body-${project.id}`);
  const busy = fetcher.state !== 'idle';
  useWhen(fetcher.data?.ok === true ? fetcher.data.value : null, () => {
    forgetTitle();
    forgetBody();
    say('Kept. It joins a cluster in a moment.');
    onDone();
  });
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    void fetcher.submit({ title, body, key: keyFor([title, body]) }, { method: 'post', action: `/p/${project.id}/report` });
  };
  return (
    <form onSubmit={send} noValidate>
      <FormErrors error={fetcher.data?.ok === false && !busy ? fetcher.data.error : null}>
        <Field label="What went wrong" name="title" hint="One line, as you would tell a colleague.">
          {(props) => <Input {...props} maxLength={200} value={title} onChange={(e) => setTitle(e.target.value)} />}
        </Field>
        <Field label="Details" name="body" hint="What you did, what you expected, what happened. Plain text.">
          {(props) => <TextArea {...props} rows={6} maxLength={10_000} value={body} onChange={(e) => setBody(e.target.value)} />}
        </Field>
        <div className="flex gap-2">
          <Button look="primary" type="submit" busy={busy}>
            {busy ? 'Sending' : 'Send report'}
          </Button>
          <Button onClick={onDone}>Later</Button>
        </div>
      </FormErrors>
    </form>
  );
}
