import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useKept } from '../../lib/kept.ts';

const NARROWEST = 320;
const WIDEST = 600;
const USUAL = 436;
const STEP = 16;
const KEPT_AS = 'soulcaster-preview-width';
const within = (width: number) => Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));

/** The pane beside a list; its edge can be drawn or stepped with the arrows, and stays so. Under 1100 px there is no room for it. */
export function PreviewPane({ children }: { children: ReactNode }) {
  const [kept, keep] = useKept('browser', KEPT_AS);
  const width = within(Number(kept) || USUAL);
  const set = (next: number) => keep(String(within(next)));
  const draw = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 1) set(window.innerWidth - event.clientX);
  };
  const step = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowLeft' ? STEP : event.key === 'ArrowRight' ? -STEP : 0;
    if (by === 0) return;
    event.preventDefault();
    set(width + by);
  };
  return (
    <aside
      aria-label="Chosen cluster"
      className="relative flex shrink-0 flex-col border-l border-line bg-panel max-[1100px]:hidden"
      style={{ width }}
    >
      <div
        role="separator"
        aria-label="Width of the preview"
        aria-orientation="vertical"
        aria-valuenow={width}
        aria-valuemin={NARROWEST}
        aria-valuemax={WIDEST}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={draw}
        onDoubleClick={() => set(USUAL)}
        onKeyDown={step}
        className="absolute inset-y-0 -left-[3px] z-10 w-[6px] cursor-col-resize touch-none hover:bg-accent/30"
      />
      {children}
    </aside>
  );
}
