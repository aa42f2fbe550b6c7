import type { CSSProperties } from 'react';
import datadog from 'simple-icons/icons/datadog.svg?url';
import github from 'simple-icons/icons/github.svg?url';
import posthog from 'simple-icons/icons/posthog.svg?url';
import reddit from 'simple-icons/icons/reddit.svg?url';
import sentry from 'simple-icons/icons/sentry.svg?url';
import splunk from 'simple-icons/icons/splunk.svg?url';
import { sourceName } from '../../lib/sources.ts';
import { MessageSquarePlus, Webhook } from './icons.tsx';

// Files of their own: some are larger than all of the code that shows them.
const MARKS: Record<string, string> = { datadog, github, posthog, reddit, sentry, splunk };

/** The source's mark in the current colour, its name for those who cannot see it. */
export function SourceMark({ source, size = 14, named = true }: { source: string; size?: number; named?: boolean }) {
  const mark = MARKS[source];
  return (
    <span className="inline-flex shrink-0" title={named ? sourceName(source) : undefined}>
      {mark ? (
        <span aria-hidden="true" className="bg-current forced-colors:bg-[CanvasText]" style={shapeOf(mark, size)} />
      ) : source === 'standard' ? (
        <Webhook size={size} />
      ) : (
        <MessageSquarePlus size={size} />
      )}
      {named && <span className="sr-only">{sourceName(source)} </span>}
    </span>
  );
}

function shapeOf(mark: string, size: number): CSSProperties {
  return { width: size, height: size, mask: `url("${mark}") center / contain no-repeat` };
}
