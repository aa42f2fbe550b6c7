import type { ClusterBody } from '#domain/api-contract';
import { lazy, Suspense } from 'react';
import { buttonClass } from '../ui/button.tsx';
import { Ellipsis } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';

// None of it is needed to read the page.
const ClusterMenuItems = lazy(() => import('./cluster-menu-items.tsx').then((all) => ({ default: all.ClusterMenuItems })));

/** What a person may do with a cluster now, besides its fix. */
export function ClusterMenu({ cluster, place }: { cluster: ClusterBody; place: 'below-end' | 'above-end' }) {
  return (
    <Menu label="More to do with this cluster" place={place} className={`${buttonClass()} px-2.5`} button={<Ellipsis size={16} />}>
      <Suspense>
        <ClusterMenuItems cluster={cluster} />
      </Suspense>
    </Menu>
  );
}
