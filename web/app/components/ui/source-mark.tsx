import { MessageSquarePlus, Webhook } from 'lucide-react';
import { siDatadog, siGithub, siPosthog, siReddit, siSentry, siSplunk } from 'simple-icons';
import { sourceName } from '../../lib/sources.ts';

const PATHS: Record<string, string> = {
  sentry: siSentry.path,
  github: siGithub.path,
  reddit: siReddit.path,
  datadog: siDatadog.path,
  posthog: siPosthog.path,
  splunk: siSplunk.path,
};

/** The source's mark in the current colour, its name for those who cannot see it. */
export function SourceMark({ source, size = 14, named = true }: { source: string; size?: number; named?: boolean }) {
  const path = PATHS[source];
  return (
    <span className="inline-flex shrink-0" title={named ? sourceName(source) : undefined}>
      {path ? (
        <svg viewBox="0 0 24 24" width={size} height={size} fill="currentColor" aria-hidden="true">
          <path d={path} />
        </svg>
      ) : source === 'standard' ? (
        <Webhook size={size} strokeWidth={1.75} aria-hidden="true" />
      ) : (
        <MessageSquarePlus size={size} strokeWidth={1.75} aria-hidden="true" />
      )}
      {named && <span className="sr-only">{sourceName(source)} </span>}
    </span>
  );
}
