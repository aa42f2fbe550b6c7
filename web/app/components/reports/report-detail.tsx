import type { FeedbackBody } from '#domain/api-contract';
import { Link } from 'react-router';
import { scoreWords } from '../../lib/evidence.ts';
import { sourceName } from '../../lib/sources.ts';
import { trustWords } from '../../lib/trust.ts';
import { Exceptions } from './exceptions.tsx';
import { ExternalLink } from '../ui/icons.tsx';

/** All of a report as text, and the numbers behind its place. */
export function ReportDetail({ report }: { report: FeedbackBody }) {
  return (
    <div className="flex flex-col gap-3.5 border-t border-line-soft bg-sunken px-3.5 py-3 min-[720px]:pl-[52px]">
      {report.body.trim() !== '' && (
        <pre dir="auto" className="max-h-[320px] overflow-auto whitespace-pre-wrap break-words font-sans text-[13px]">
          {report.body}
        </pre>
      )}
      <Exceptions exceptions={report.exceptions} />
      <MayBelong report={report} />
      <Facts title="Why it is here" facts={evidenceFacts(report.evidence)} />
      <Facts title="What is known of it" facts={reportFacts(report)} />
      {report.url && (
        <p>
          <a
            href={report.url}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="inline-flex items-center gap-1.5 font-medium text-accent-text underline"
          >
            Open at {sourceName(report.source)}
            <ExternalLink size={13} />
          </a>
        </p>
      )}
    </div>
  );
}

function MayBelong({ report: { project_id, suggested_for } }: { report: FeedbackBody }) {
  if (suggested_for.length === 0) return null;
  return (
    <section aria-label="Where else it may belong">
      <h3 className="mb-1 text-xs font-semibold text-muted">Where else it may belong</h3>
      <ul>
        {suggested_for.map(({ cluster_id, title, score }) => (
          <li key={cluster_id} className="flex items-baseline gap-2">
            <Link to={`/p/${project_id}/clusters/${cluster_id}`} className="min-w-0 truncate font-medium text-accent-text underline">
              {title}
            </Link>
            <code title="How alike, of 1" className="text-muted">
              {score.toFixed(2)}
            </code>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Fact = readonly [name: string, value: string];

function evidenceFacts(evidence: FeedbackBody['evidence']): Fact[] {
  if (!evidence) return [];
  const facts: Array<readonly [string, string | null]> = [
    ['Rule', evidence.version],
    ['Score', scoreWords(evidence)],
    ['Nearest', evidence.nearest_title],
    ['Shared words', evidence.shared_words.join(', ')],
    ['Shared frames', evidence.shared_frames.join(' ← ')],
    ['Fingerprint', evidence.fingerprint],
    ['Vectors', evidence.space],
  ];
  return facts.filter((fact): fact is Fact => fact[1] !== null && fact[1] !== '');
}

function reportFacts(report: FeedbackBody): Fact[] {
  const own: Array<readonly [string, string | null]> = [
    ['Level', report.level],
    ['From', report.author],
    ['Met by', peopleWords(report.met_by)],
    ['Vouched for', trustWords(report.trust)],
    ['Seen', report.occurrences > 1 ? `${report.occurrences} times` : null],
    ['State', stateWords(report)],
    ['Its own id', report.external_id],
  ];
  const sent = Object.entries(report.metadata).map(([name, value]) => [name, value === null ? '' : String(value)] as const);
  return [...own, ...sent].filter((fact): fact is Fact => fact[1] !== null && fact[1] !== '');
}

/** What is not there any more was not fixed; where it went is among what its source sent. */
function stateWords({ status, metadata }: FeedbackBody): string | null {
  if (status !== 'closed') return null;
  return metadata['removed'] ? 'gone from its source, which says nothing of a fix' : 'closed at its source';
}

const MOST_NAMES = 20;

function peopleWords(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return [...names.slice(0, MOST_NAMES), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

function Facts({ title, facts }: { title: string; facts: readonly Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="mb-1 text-xs font-semibold text-muted">{title}</h3>
      <dl className="grid grid-cols-[minmax(80px,max-content)_minmax(0,1fr)] gap-x-4 gap-y-0.5">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd dir="auto" className="break-words text-left">
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
