import type { OperationBody } from '#domain/api-contract';
import { lazy, Suspense } from 'react';
import { Card } from '../ui/card.tsx';
import { History } from '../ui/icons.tsx';
import { Time } from '../ui/time.tsx';

// Most clusters are as they were opened.
const ActivityEntries = lazy(() => import('./activity-entries.tsx').then((all) => ({ default: all.ActivityEntries })));

/** What people changed of this cluster, newest first, with the way back. */
export function Activity({ operations, createdAt }: { operations: readonly OperationBody[]; createdAt: string }) {
  return (
    <Card title="Activity" icon={<History size={15} />}>
      <ol className="flex flex-col gap-2.5">
        {operations.length > 0 && (
          <Suspense>
            <ActivityEntries operations={operations} />
          </Suspense>
        )}
        <li className="flex gap-3">
          <span className="min-w-0 flex-1">Opened by its first report</span>
          <Time at={createdAt} sentence className="shrink-0 text-muted" />
        </li>
      </ol>
    </Card>
  );
}
