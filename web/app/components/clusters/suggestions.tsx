import type { ClusterDetailBody } from '#domain/api-contract';
import { Link } from 'react-router';
import { useProject } from '../../lib/project-data.ts';
import type { useSuggestions } from '../../lib/use-suggestions.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Check, GitCompareArrows } from '../ui/icons.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { Sentence } from '../ui/sentence.tsx';
import { SourceMark } from '../ui/source-mark.tsx';

const VERDICTS = { same: 'Same problem', different: 'Another problem', unsure: 'Not sure' };

type Suggestion = ClusterDetailBody['suggestions'][number];

/** `2 may belong here`, each with why and the two answers. */
export function Suggestions({ open, total, answer }: ReturnType<typeof useSuggestions>) {
  if (open.length === 0) return null;
  return (
    <Card
      tone="warn"
      flush
      title={`${total} may belong here`}
      icon={<GitCompareArrows size={15} className="text-warn" />}
      aside={<span className="ml-auto text-sm text-muted">below the bound to join by itself</span>}
    >
      <ul>
        {open.map((each, i) => (
          <SuggestionRow key={each.report_id} suggestion={each} first={i === 0} onAnswer={answer} />
        ))}
      </ul>
    </Card>
  );
}

interface RowProps {
  suggestion: Suggestion;
  /** The keys answer this one. */
  first: boolean;
  onAnswer: (kind: 'accept' | 'decline', suggestion: Suggestion) => void;
}

function SuggestionRow({ suggestion, first, onAnswer }: RowProps) {
  const { project } = useProject();
  return (
    <li className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5 border-b border-line-soft px-3.5 py-2 last:border-b-0">
      <span className="self-start pt-0.5">
        <SourceMark source={suggestion.source} />
      </span>
      <div className="min-w-0 flex-[1_1_180px]">
        <Link
          to={`/p/${project.id}/reports/${suggestion.report_id}`}
          dir="auto"
          className="block truncate text-left font-semibold hover:underline"
        >
          {suggestion.title}
        </Link>
        <p className="truncate text-muted" title={suggestion.sentence}>
          <Sentence text={suggestion.sentence} />
        </p>
        {suggestion.verdict && (
          <p className="text-muted">
            <span className="font-semibold">{VERDICTS[suggestion.verdict.answer]}</span> says {suggestion.verdict.by}:{' '}
            {suggestion.verdict.reason}
          </p>
        )}
      </div>
      <div className="ml-auto flex items-center gap-1.5">
        <code title="How alike, of 1" className="text-muted">
          {suggestion.score.toFixed(2)}
        </code>
        <Button small onClick={() => onAnswer('accept', suggestion)}>
          <Check size={14} />
          Join
          {first && <Kbd>Y</Kbd>}
        </Button>
        <Button small look="quiet" onClick={() => onAnswer('decline', suggestion)}>
          Keep apart
          {first && <Kbd>N</Kbd>}
        </Button>
      </div>
    </li>
  );
}
