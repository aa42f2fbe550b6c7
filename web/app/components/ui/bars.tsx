import { plural } from '../../lib/time.ts';

const GAP = 1.5;
const COLOURS = { P1: 'var(--color-danger)', P2: 'var(--color-warn)', P3: 'var(--color-muted)' };

interface BarsProps {
  values: readonly number[];
  level: 'P1' | 'P2' | 'P3';
  rising: boolean;
  width: number;
  height: number;
  /** What the whole span is, e.g. `24 hours`. */
  span: string;
}

/** Reports over time, oldest first; the last three are coloured while they rise. */
export function Bars({ values, level, rising, width, height, span }: BarsProps) {
  const most = Math.max(1, ...values);
  const step = width / values.length;
  const total = values.reduce((sum, value) => sum + value, 0);
  return (
    <svg width={width} height={height} role="img" aria-label={`${plural(total, 'report')} in the last ${span}${rising ? ', rising' : ''}`}>
      {values.map((value, i) => {
        const tall = value === 0 ? 1 : Math.max(3, (value / most) * height);
        const coloured = rising && value > 0 && i >= values.length - 3;
        return (
          <rect
            key={i}
            x={i * step}
            y={height - tall}
            width={step - GAP}
            height={tall}
            rx={value === 0 ? 0 : 1}
            fill={coloured ? COLOURS[level] : 'var(--color-bar)'}
          />
        );
      })}
    </svg>
  );
}
