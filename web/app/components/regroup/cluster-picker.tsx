import type { ClusterBody, SearchBody, SimilarBody } from '#domain/api-contract';
import { Command } from 'cmdk';
import { useState } from 'react';
import { useAsked } from '../../lib/ask-api.ts';
import { clusterIdIn } from '../../lib/cluster-link.ts';
import type { ClusterRef } from '../../lib/regroup-commands.ts';
import { useSettled } from '../../lib/settled.ts';
import { plural } from '../../lib/time.ts';

const SHOWN = 8;

interface ClusterPickerProps {
  /** The nearest to it are offered before anything is typed. */
  near: string;
  /** Not among what is offered. */
  without: readonly string[];
  onPick: (cluster: ClusterRef) => void;
}

/** Finds a cluster by words, by its link or among those like this one. */
export function ClusterPicker({ near, without, onPick }: ClusterPickerProps) {
  const [text, setText] = useState('');
  const asked = useSettled(text.trim());
  const pasted = clusterIdIn(asked);
  const similar = useAsked<{ items: SimilarBody[] }>(`/clusters/${near}/similar`);
  const found = useAsked<SearchBody>(asked !== '' && pasted === null ? `/search?limit=20&q=${encodeURIComponent(asked)}` : null);
  const named = useAsked<ClusterBody>(pasted === null ? null : `/clusters/${pasted}`);
  const answer = pasted !== null ? named : asked === '' ? similar : found;
  const options: Array<ClusterRef & { score?: number }> = (
    pasted !== null
      ? named?.ok
        ? [named.value]
        : []
      : asked === ''
        ? similar?.ok
          ? similar.value.items.map((each) => ({ id: each.cluster_id, title: each.title, count: each.count, score: each.score }))
          : []
        : found?.ok
          ? found.value.clusters.map(({ id, title, count }) => ({ id, title, count }))
          : []
  ).filter(({ id }) => !without.includes(id));
  return (
    <Command shouldFilter={false} label="Find a cluster" className="flex flex-col gap-1.5">
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder="Words of it, or paste its link"
        maxLength={300}
        className="h-9 rounded-md border border-line bg-panel px-3 placeholder:text-muted max-[720px]:h-11 max-[720px]:text-[16px]"
      />
      <p className="text-xs text-muted" aria-live="polite">
        {words(answer, options.length, asked === '', pasted !== null)}
      </p>
      <Command.List className="max-h-[34vh] overflow-auto">
        {options.slice(0, SHOWN).map((each) => (
          <Command.Item
            key={each.id}
            value={each.id}
            onSelect={() => onPick(each)}
            className="flex min-h-9 cursor-pointer items-center gap-2 rounded-md px-2.5 py-1 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent-text max-[720px]:min-h-11"
          >
            <span dir="auto" className="min-w-0 flex-1 truncate text-left">
              {each.title}
            </span>
            {each.score !== undefined && <code title="How alike, of 1">{each.score.toFixed(2)}</code>}
            <span className="nums shrink-0">{plural(each.count, 'report')}</span>
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}

function words(answer: { ok: boolean; error?: { message: string } } | null, options: number, near: boolean, pasted: boolean): string {
  if (answer === null) return 'Looking.';
  if (!answer.ok) return answer.error?.message ?? '';
  if (options === 0) return near ? 'No other cluster is like it. Type words of the one you mean.' : 'No other cluster is found by that.';
  return pasted ? 'The cluster of that link' : near ? 'Most like it' : 'Found by words and meaning';
}
