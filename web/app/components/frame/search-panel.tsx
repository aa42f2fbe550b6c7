import type { SearchBody } from '#domain/api-contract';
import { Command } from 'cmdk';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { useAsked } from '../../lib/ask-api.ts';
import { useProject } from '../../lib/project-data.ts';
import { useSettled } from '../../lib/settled.ts';
import { clusterChip } from '../../lib/stages.ts';
import { plural } from '../../lib/time.ts';
import { Chip } from '../ui/chip.tsx';
import { SourceMark } from '../ui/source-mark.tsx';

const SHOWN = 8;
const BY = { words: 'by words', meaning: 'by meaning', both: 'by words and meaning' } as const;
const ITEM =
  'flex min-h-9 cursor-pointer items-center gap-2 rounded-md px-2.5 py-1 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent-text max-[720px]:min-h-11';

/** Finds clusters and reports as one types, each with how it was found. */
export function SearchPanel({ onDone }: { onDone: () => void }) {
  const { project } = useProject();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const asked = useSettled(text.trim());
  const answer = useAsked<SearchBody>(asked === '' ? null : `/search?limit=20&q=${encodeURIComponent(asked)}`);
  const go = (to: string) => () => {
    onDone();
    void navigate(`/p/${project.id}/${to}`);
  };
  const found = answer?.ok === true ? answer.value : null;
  return (
    <Command shouldFilter={false} loop label="Search" className="flex flex-col gap-2">
      <Command.Input
        value={text}
        onValueChange={setText}
        maxLength={300}
        placeholder="What is it about"
        className="h-9 rounded-md border border-line bg-panel px-3 placeholder:text-muted max-[720px]:h-11 max-[720px]:text-[16px]"
      />
      <p className="text-xs text-muted" aria-live="polite">
        {stateWords(asked, answer)}
      </p>
      <Command.List className="max-h-[52vh] overflow-auto">
        {found && found.clusters.length > 0 && (
          <Group heading="Clusters">
            {found.clusters.slice(0, SHOWN).map((each) => (
              <Command.Item key={each.id} value={`cluster ${each.id}`} onSelect={go(`clusters/${each.id}`)} className={ITEM}>
                <span dir="auto" className="min-w-0 flex-1 truncate text-left">
                  {each.title}
                </span>
                <Chip>{clusterChip({ status: each.status, job: null, github_pr_number: null }).text}</Chip>
                <Found by={each.by} score={each.score} more={plural(each.count, 'report')} />
              </Command.Item>
            ))}
          </Group>
        )}
        {found && found.reports.length > 0 && (
          <Group heading="Reports">
            {found.reports.slice(0, SHOWN).map((each) => (
              <Command.Item
                key={each.id}
                value={`report ${each.id}`}
                onSelect={go(each.cluster_id === null ? `reports/${each.id}` : `clusters/${each.cluster_id}#report-${each.id}`)}
                className={ITEM}
              >
                <SourceMark source={each.source} />
                <span dir="auto" className="min-w-0 flex-1 truncate text-left">
                  {each.title}
                </span>
                <Found by={each.by} score={each.score} />
              </Command.Item>
            ))}
          </Group>
        )}
        {asked !== '' && answer !== null && (
          <Command.Item value="list" onSelect={go(`clusters?q=${encodeURIComponent(asked)}`)} className={ITEM}>
            <span className="min-w-0 truncate">List all clusters with the words “{asked}”</span>
          </Command.Item>
        )}
      </Command.List>
    </Command>
  );
}

function Found({ by, score, more }: { by: keyof typeof BY; score: number; more?: string }) {
  return (
    <span className="nums shrink-0 text-sm text-muted" title={`Score ${score.toFixed(2)} of 1`}>
      {more !== undefined && <span className="max-[480px]:hidden">{more} · </span>}
      {BY[by]}
    </span>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="mb-1 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

function stateWords(asked: string, answer: ReturnType<typeof useAsked<SearchBody>>): string {
  if (asked === '') return 'Words of it, or what it means in other words.';
  if (answer === null) return 'Looking.';
  if (!answer.ok) return answer.error.message;
  const { clusters, reports, meaning } = answer.value;
  const byWords = meaning === 'unavailable' ? ' Meaning cannot be compared just now, so this goes by words.' : '';
  if (clusters.length + reports.length === 0) return `Nothing is found by that.${byWords}`;
  return `${plural(clusters.length, 'cluster')} and ${plural(reports.length, 'report')}, best first.${byWords}`;
}
