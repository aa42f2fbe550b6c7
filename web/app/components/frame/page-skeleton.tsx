import { CardsSkeleton, RowsSkeleton } from '../ui/skeleton.tsx';
import { TopBar } from './top-bar.tsx';

const SCREENS: Record<string, string> = {
  inbox: 'Inbox',
  clusters: 'Clusters',
  fixes: 'Fixes',
  sources: 'Sources',
  settings: 'Settings',
};

/** The outline of the page at an address: lists as rows, the rest as cards. */
export function PageSkeleton({ path }: { path: string }) {
  const [, , , screen = '', id] = path.split('/');
  const rows = id === undefined && ['inbox', 'clusters', 'fixes'].includes(screen);
  return (
    <>
      <TopBar title={SCREENS[screen] ?? 'Soulcaster'} />
      {rows ? <RowsSkeleton /> : <CardsSkeleton />}
    </>
  );
}
