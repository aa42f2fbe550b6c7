import clsx from 'clsx';
import type { ReactNode } from 'react';
import type { Tone } from '../../lib/stages.ts';

const TONES: Record<Tone, string> = {
  accent: 'bg-accent-soft text-accent-text',
  danger: 'bg-danger-soft text-danger',
  warn: 'bg-warn-soft text-warn',
  good: 'bg-good-soft text-good',
  info: 'bg-info-soft text-info',
  neutral: 'bg-neutral-soft text-muted',
};

export function Chip({ tone = 'neutral', children, title }: { tone?: Tone; children: ReactNode; title?: string }) {
  return (
    <span
      title={title}
      className={clsx('inline-block shrink-0 whitespace-nowrap rounded-full px-2 py-px text-xs font-medium', TONES[tone])}
    >
      {children}
    </span>
  );
}

const LEVELS: Record<'P1' | 'P2' | 'P3', Tone> = { P1: 'danger', P2: 'warn', P3: 'neutral' };
export const severityTone = (level: 'P1' | 'P2' | 'P3'): Tone => LEVELS[level];

export function SeverityMark({ level, parts }: { level: 'P1' | 'P2' | 'P3'; parts: readonly string[] }) {
  return (
    <span
      title={parts.join(', ')}
      className={clsx(
        'inline-flex h-[18px] w-[18px] items-center justify-center rounded-sm text-[10px] font-bold',
        TONES[severityTone(level)],
      )}
    >
      <span className="sr-only">Severity </span>
      {level}
    </span>
  );
}
