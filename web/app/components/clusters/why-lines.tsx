import type { ClusterDetailBody } from '#domain/api-contract';
import { whyParts } from '../../lib/why.ts';
import { Sentence } from '../ui/sentence.tsx';
import { Fingerprint, Flag, TextSearch, Users } from '../ui/icons.tsx';

type Why = ClusterDetailBody['why'][number];
const ICON = { size: 15, className: 'mt-px shrink-0 text-muted' } as const;

function RuleIcon({ rule }: { rule: Why['rule'] }) {
  switch (rule) {
    case 'fingerprint':
    case 'frames':
    case 'template':
      return <Fingerprint {...ICON} />;
    case 'words':
    case 'meaning':
      return <TextSearch {...ICON} />;
    case 'sender':
    case 'person':
      return <Users {...ICON} />;
    case 'first':
      return <Flag {...ICON} />;
  }
}

/** Why these reports are one problem, in plain words. */
export function WhyLines({ why }: { why: readonly Why[] }) {
  return (
    <ul className="flex flex-col gap-2.5">
      {why.map((line) => {
        const { lead, rest } = whyParts(line);
        return (
          <li key={line.sentence} className="flex gap-2.5">
            <RuleIcon rule={line.rule} />
            <p className="min-w-0 break-words">
              <span className="font-semibold">
                <Sentence text={lead} />
              </span>
              <span className="text-muted">
                <Sentence text={rest} />
              </span>
              {line.score !== null && (
                <span className="text-muted" title="The lowest score that joined by this rule, of 1">
                  {' '}
                  · <code>{line.score.toFixed(2)}</code>
                </span>
              )}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
