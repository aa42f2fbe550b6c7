import type { SourceConfigBody } from '#domain/api-contract';
import { type ReactNode, useState } from 'react';
import { useProject } from '../../lib/project-data.ts';
import {
  exampleRequest,
  headerToPaste,
  type Setup as Steps,
  type SetupGift,
  TOKEN_PLACEHOLDER,
  withToken,
} from '../../lib/source-setup.ts';
import { Card } from '../ui/card.tsx';
import { CopyText } from '../ui/copy.tsx';
import { ExternalLink, ListChecks, TriangleAlert } from '../ui/icons.tsx';
import { Secret } from './secret.tsx';
import { StepWords } from './step-words.tsx';

/** What to do at the sender, step by step, each with what it needs to paste. */
export function Setup({ source, setup }: { source: SourceConfigBody; setup: Steps }) {
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Card title="Set-up" icon={<ListChecks size={15} />}>
      <div className="flex flex-col gap-4">
        {source.warning !== null && (
          <p className="flex gap-2 rounded-md bg-warn-soft px-2.5 py-1.5 text-warn">
            <TriangleAlert size={15} className="mt-px shrink-0" />
            {source.warning}
          </p>
        )}
        <ol className="flex flex-col gap-4">
          {setup.steps.map((step, i) => (
            <li key={step.text} className="flex gap-3">
              <span
                aria-hidden="true"
                className="nums flex h-5 w-5 shrink-0 items-center justify-center rounded-full bg-neutral-soft text-xs font-semibold text-muted"
              >
                {i + 1}
              </span>
              <div className="flex min-w-0 flex-1 flex-col gap-2">
                <p>
                  <StepWords text={step.text} />
                </p>
                {step.gives && <Gift gift={step.gives} source={source} setup={setup} secret={secret} onSecret={setSecret} />}
              </div>
            </li>
          ))}
        </ol>
        {source.docs_url !== null && (
          <p>
            <a
              href={source.docs_url}
              target="_blank"
              rel="noreferrer"
              className="inline-flex items-center gap-1.5 font-medium text-accent-text underline"
            >
              What {source.label} says about it
              <ExternalLink size={13} />
            </a>
          </p>
        )}
      </div>
    </Card>
  );
}

interface GiftProps {
  gift: SetupGift;
  source: SourceConfigBody;
  setup: Steps;
  secret: string | null;
  onSecret: (secret: string | null) => void;
}

function Gift({ gift, source, setup, secret, onSecret }: GiftProps): ReactNode {
  const { project, links } = useProject();
  const own = new URL(`${links.api}/ingest/${source.source}`);
  own.searchParams.set('project_id', project.id);
  const address = source.webhook_url ?? own.href;
  const token = secret ?? TOKEN_PLACEHOLDER;
  switch (gift) {
    case 'address':
      return <CopyText text={address} label={`the address of ${source.label}`} />;
    case 'address_with_token':
      return <CopyText text={withToken(address, token)} label={`the address of ${source.label} with its token`} />;
    case 'secret':
      return <Secret source={source} setup={setup} shown={secret} onShown={onSecret} />;
    case 'header':
      return <CopyText text={headerToPaste(source.source, source.token_header, token)} label="the header" />;
    case 'template':
      return source.template === null ? null : <CopyText block text={source.template} label={`the payload for ${source.label}`} />;
    case 'example':
      return <CopyText block text={exampleRequest(address)} label="the example" />;
  }
}
