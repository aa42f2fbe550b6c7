import { useProject } from '../../lib/project-data.ts';
import { Card } from '../ui/card.tsx';
import { Chip } from '../ui/chip.tsx';
import { Cpu } from '../ui/icons.tsx';

/** Who does the thinking here, said plainly. */
export function Models() {
  const { stats } = useProject();
  const { provider, quota } = stats;
  const rows = [
    ['Grouping', provider.embedder],
    ['Summaries', provider.summarizer],
    ['Plans', provider.planner],
    ['Coding agent', provider.agent],
  ] as const;
  return (
    <Card title="Models" icon={<Cpu size={15} />} aside={provider.demo && <Chip tone="warn">demo model</Chip>}>
      <div id="models" className="flex flex-col gap-3">
        <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-6 gap-y-1">
          {rows.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="break-words">{value}</dd>
            </div>
          ))}
          <dt className="text-muted">Reports kept</dt>
          <dd className="nums">
            {quota.reports_used.toLocaleString('en-US')} of {quota.reports_limit.toLocaleString('en-US')}; further ones are parked, not lost
          </dd>
        </dl>
        {provider.demo && (
          <p className="text-muted">
            No model key is set. Grouping and summaries are done on this machine, without a language model. Plans and code come from a
            scripted demo model that knows the Sample and is refused anywhere else. Set <code>GEMINI_API_KEY</code> and start again for the
            real thing.
          </p>
        )}
      </div>
    </Card>
  );
}
