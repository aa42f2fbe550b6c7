import { lazy, Suspense, useEffect, useState } from 'react';
import { Outlet, useLocation, useNavigate, useNavigation } from 'react-router';
import { choiceCookie, PROJECT_COOKIE } from '../../lib/cookies.ts';
import { LiveProvider } from '../../lib/live.tsx';
import { useLate } from '../../lib/late.ts';
import { useProject } from '../../lib/project-data.ts';
import { RegroupProvider } from '../regroup/regroup-provider.tsx';
import { KeysProvider, useKeys } from '../../lib/use-keys.tsx';
import { Foot } from './foot.tsx';
import { FrameContext, type Layer } from './frame-context.ts';
import { NoticeProvider } from './notice.tsx';
import { OutageLine } from './outage-line.tsx';
import { PageSkeleton } from './page-skeleton.tsx';
import { Rail } from './rail.tsx';
import { SampleBanner } from './sample-banner.tsx';

// Each opens on a person's word; none is needed to read the page.
const Layers = lazy(() => import('./layers.tsx').then((all) => ({ default: all.Layers })));

/** What every screen of a project stands in. */
export function Frame() {
  const { project } = useProject();
  useEffect(() => {
    document.cookie = choiceCookie(PROJECT_COOKIE, project.id);
  }, [project.id]);
  return (
    <LiveProvider projectId={project.id}>
      <KeysProvider>
        <NoticeProvider>
          <RegroupProvider>
            <Inside />
          </RegroupProvider>
        </NoticeProvider>
      </KeysProvider>
    </LiveProvider>
  );
}

function Inside() {
  const { project } = useProject();
  const [layer, setLayer] = useState<Layer | null>(null);
  const [everOpened, setEverOpened] = useState(false);
  const open = (next: Layer | null) => {
    setLayer(next);
    if (next) setEverOpened(true);
  };
  useFrameKeys(open);
  return (
    <FrameContext value={{ open }}>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:left-2 focus:top-2 focus:z-50 focus:rounded-md focus:bg-panel focus:px-3 focus:py-2"
      >
        Skip to the content
      </a>
      <div className="fixed inset-0 flex overflow-clip max-[720px]:flex-col-reverse">
        <Rail />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          {project.is_sample && <SampleBanner />}
          <OutageLine />
          <Page />
          <Foot />
        </div>
      </div>
      {everOpened && (
        <Suspense>
          <Layers layer={layer} onClose={() => setLayer(null)} open={open} />
        </Suspense>
      )}
    </FrameContext>
  );
}

/** The page, or the outline of the one that is on its way, once the wait is worth noticing. */
function Page() {
  const { pathname } = useLocation();
  const navigation = useNavigation();
  const next = navigation.location?.pathname;
  const leaving = navigation.state === 'loading' && next !== undefined && next !== pathname;
  const late = useLate(leaving);
  return (
    <main id="main" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none" aria-busy={leaving || undefined}>
      {late && next !== undefined ? <PageSkeleton path={next} /> : <Outlet />}
    </main>
  );
}

function useFrameKeys(open: (layer: Layer) => void): void {
  const { project } = useProject();
  const navigate = useNavigate();
  const go = (to: string) => void navigate(`/p/${project.id}/${to}`);
  useKeys([
    { keys: ['g i'], caps: ['G', 'I'], label: 'go to the inbox', run: () => go('inbox') },
    { keys: ['g c'], caps: ['G', 'C'], label: 'go to clusters', run: () => go('clusters') },
    { keys: ['g f'], caps: ['G', 'F'], label: 'go to fixes', run: () => go('fixes') },
    { keys: ['g s'], caps: ['G', 'S'], label: 'go to sources', run: () => go('sources') },
    { keys: ['/'], caps: ['/'], label: 'search', run: () => open('search') },
    { keys: ['mod+k'], caps: ['⌘K'], label: 'palette', run: () => open('palette') },
    { keys: ['r'], caps: ['R'], label: 'write a report', run: () => open('report') },
    { keys: ['?'], caps: ['?'], label: 'all keys', run: () => open('keys') },
  ]);
}
