import type { FeedbackBody } from '#domain/api-contract';
import { lazy, Suspense, useState } from 'react';
import { Ellipsis } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import type { ReportLayer } from './report-layers.tsx';

// None of it is needed to read a report.
const ReportMenuItems = lazy(() => import('./report-menu-items.tsx').then((all) => ({ default: all.ReportMenuItems })));
const ReportLayers = lazy(() => import('./report-layers.tsx').then((all) => ({ default: all.ReportLayers })));

interface ReportMenuProps {
  report: FeedbackBody;
  /** There are others it can be taken from. */
  canLeave?: boolean;
  /** Where to go when the page is of this report alone: once it is gone, and once its new words may have moved it. */
  onGone?: () => void;
  onMoved?: () => void;
}

/** What a person may do with a report, wherever it is shown. */
export function ReportMenu({ report, canLeave = false, onGone, onMoved }: ReportMenuProps) {
  const [layer, setLayer] = useState<ReportLayer | null>(null);
  const buttonId = `menu-of-${report.id}`;
  return (
    <>
      <Menu
        id={buttonId}
        label={`What to do with ${report.title.slice(0, 80)}`}
        place="below-end"
        className="inline-flex h-7 w-7 items-center justify-center rounded-md text-muted hover:bg-neutral-soft hover:text-text aria-expanded:bg-neutral-soft max-[720px]:h-11 max-[720px]:w-11"
        button={<Ellipsis size={16} />}
      >
        <Suspense>
          <ReportMenuItems report={report} canLeave={canLeave} onChoose={setLayer} />
        </Suspense>
      </Menu>
      {layer && (
        <Suspense>
          <ReportLayers
            report={report}
            layer={layer}
            returnTo={buttonId}
            onClose={() => setLayer(null)}
            onGone={onGone}
            onMoved={onMoved}
          />
        </Suspense>
      )}
    </>
  );
}
