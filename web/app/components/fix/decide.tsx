import { type RefObject, type SubmitEvent, useState } from 'react';
import { useFetcher } from 'react-router';
import { type FixActionResult, fixActionsPath } from '../../lib/fixing.ts';
import { useDraft } from '../../lib/kept.ts';
import { useFocusOnAppear, useWhen } from '../../lib/when.ts';
import { Button } from '../ui/button.tsx';
import { Field, FormErrors, TextArea } from '../ui/field.tsx';
import { Check } from '../ui/icons.tsx';

interface DecideProps {
  jobId: string;
  projectId: string;
  /** Of the plan the person sees; another plan cannot be approved by it. */
  digest: string;
  approveButton: RefObject<HTMLButtonElement | null>;
}
type Asking = 'changes' | 'reject';

const WORDS = {
  changes: { label: 'What should be different', field: 'note', send: 'Ask for a new plan', sending: 'Asking', most: 2000 },
  reject: { label: 'Why not', field: 'reason', send: 'Reject the plan', sending: 'Rejecting', most: 500 },
} as const;

/** What a person says to a plan: yes, otherwise, or no. */
export function Decide({ jobId, projectId, digest, approveButton }: DecideProps) {
  const fetcher = useFetcher<FixActionResult>();
  const [asking, setAsking] = useState<Asking | null>(null);
  const busy = fetcher.state !== 'idle';
  const intent = fetcher.formData?.get('intent');
  const submit = (fields: Record<string, string>) => {
    if (!busy) void fetcher.submit({ job_id: jobId, ...fields }, { method: 'post', action: fixActionsPath(projectId) });
  };
  const error = fetcher.data?.ok === false && !busy ? fetcher.data.error : null;
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-3.5">
      {asking === null ? (
        <FormErrors error={error}>
          <div className="flex flex-wrap gap-2">
            <Button ref={approveButton} look="primary" busy={busy} onClick={() => submit({ intent: 'approve', digest })}>
              <Check size={15} />
              {intent === 'approve' ? 'Approving' : 'Approve'}
            </Button>
            <Button disabled={busy} onClick={() => setAsking('changes')}>
              Ask for changes
            </Button>
            <Button look="quiet" disabled={busy} onClick={() => setAsking('reject')}>
              Reject
            </Button>
          </div>
        </FormErrors>
      ) : (
        <Ask
          key={asking}
          kind={asking}
          jobId={jobId}
          busy={busy}
          error={error}
          done={fetcher.data?.ok === true && !busy}
          onBack={() => setAsking(null)}
          onSend={(words) => submit({ intent: asking, [WORDS[asking].field]: words })}
        />
      )}
      <p className="text-sm text-muted">
        Approving starts a sandbox and the coding agent. The result opens as a draft pull request only if it is proven.
      </p>
    </div>
  );
}

interface AskProps {
  kind: Asking;
  jobId: string;
  busy: boolean;
  done: boolean;
  error: Parameters<typeof FormErrors>[0]['error'];
  onBack: () => void;
  onSend: (words: string) => void;
}

function Ask({ kind, jobId, busy, done, error, onBack, onSend }: AskProps) {
  const words = WORDS[kind];
  const [text, setText, forget] = useDraft(`${kind}-${jobId}`);
  const focus = useFocusOnAppear();
  useWhen(done ? 'done' : null, () => {
    forget();
    onBack();
  });
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSend(text);
  };
  return (
    <form onSubmit={send} noValidate>
      <FormErrors error={error}>
        <Field label={words.label} name={words.field}>
          {(props) => (
            <TextArea
              {...props}
              ref={focus}
              onKeyDown={(event) => event.key === 'Escape' && onBack()}
              rows={3}
              maxLength={words.most}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <div className="flex gap-2">
          <Button look={kind === 'reject' ? 'danger' : 'primary'} type="submit" busy={busy}>
            {busy ? words.sending : words.send}
          </Button>
          <Button onClick={onBack}>Back</Button>
        </div>
      </FormErrors>
    </form>
  );
}
