import './app.css';
import { use } from 'react';
import { Links, Meta, Outlet, Scripts, useFetchers, useRouteLoaderData } from 'react-router';
import type { Route } from './+types/root';
import { PageProblem } from './components/page-problem.tsx';
import { readCookie, readTheme, type Theme, THEME_COOKIE } from './lib/cookies.ts';
import { useDeleting } from './lib/deleting.ts';
import { NonceContext } from './lib/nonce.ts';

export function loader({ request }: Route.LoaderArgs) {
  return { theme: readTheme(readCookie(request.headers.get('cookie'), THEME_COOKIE)), rendered: Date.now() };
}

export const links: Route.LinksFunction = () => [{ rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' }];

/** The theme just chosen counts before its cookie is back. */
function useTheme(): Theme {
  const known = useRouteLoaderData<typeof loader>('root')?.theme ?? 'system';
  const chosen = useFetchers()
    .findLast((fetcher) => fetcher.formAction === '/appearance')
    ?.formData?.get('theme');
  return typeof chosen === 'string' ? readTheme(chosen) : known;
}

export function Layout({ children }: { children: React.ReactNode }) {
  const nonce = use(NonceContext);
  const theme = useTheme();
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Soulcaster</title>
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  useDeleting();
  return <Outlet />;
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <PageProblem error={error} />
    </main>
  );
}
