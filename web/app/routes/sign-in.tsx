import type { AuthOptionsBody, MeBody } from '#domain/api-contract';
import { data, Form, redirect, useNavigation } from 'react-router';
import { Logo } from '../components/frame/logo.tsx';
import { Button, buttonClass } from '../components/ui/button.tsx';
import { KeyRound } from '../components/ui/icons.tsx';
import { Problem } from '../components/ui/problem.tsx';
import { apiFor } from '../lib/api.server.ts';
import { safePath } from '../lib/safe-path.ts';
import type { Route } from './+types/sign-in';

const FAILURES: Record<string, string> = {
  expired: 'That took too long, or it began in another window. Please start again.',
  github: 'GitHub did not confirm who you are. Nothing was changed; please try again.',
};

export async function loader({ request }: Route.LoaderArgs) {
  const api = apiFor(request);
  const { searchParams } = new URL(request.url);
  const next = safePath(searchParams.get('next'));
  const [me, options] = await Promise.all([api.call<MeBody>('GET', '/me'), api.call<AuthOptionsBody>('GET', '/auth/options')]);
  if (me.ok) throw redirect(next);
  if (!options.ok) throw data({ error: options.error }, { status: options.status });
  return {
    next,
    options: options.value,
    failure: FAILURES[searchParams.get('error') ?? ''] ?? null,
    signedOut: searchParams.has('signed_out'),
  };
}

export async function action({ request }: Route.ActionArgs) {
  const next = safePath(new URL(request.url).searchParams.get('next'));
  const result = await apiFor(request).call<MeBody>('POST', '/auth/local');
  if (!result.ok) return data({ failure: result.error.message }, { status: result.status });
  const headers = new Headers();
  for (const cookie of result.setCookie) headers.append('set-cookie', cookie);
  return redirect(next, { headers });
}

export default function SignIn({ loaderData, actionData }: Route.ComponentProps) {
  const { next, options, failure, signedOut } = loaderData;
  const busy = useNavigation().state !== 'idle';
  const wrong = actionData?.failure ?? failure;
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <title>Sign in · Soulcaster</title>
      <div className="flex w-full max-w-[360px] flex-col gap-4 rounded-xl border border-line bg-panel p-6">
        <div className="flex items-center gap-2.5">
          <Logo size={26} />
          <h1 className="text-xl font-semibold">Soulcaster</h1>
        </div>
        <p className="text-muted">Reports of the same problem become one cluster, and a cluster becomes a pull request, when you say so.</p>
        {wrong && <Problem words={wrong} />}
        {signedOut && !wrong && <p role="status">You are signed out.</p>}
        {options.github && (
          <a href={`/api/auth/github?next=${encodeURIComponent(next)}`} className={buttonClass('primary')}>
            Sign in with GitHub
          </a>
        )}
        {options.local_owner && (
          <Form method="post" action={`/sign-in?next=${encodeURIComponent(next)}`} className="flex flex-col gap-2">
            <Button look="primary" type="submit" busy={busy}>
              <KeyRound size={15} />
              Continue as the local owner
            </Button>
            <p className="text-sm text-muted">Only on this machine, and only while no GitHub sign-in is set up. No password is needed.</p>
          </Form>
        )}
        {!options.github && !options.local_owner && (
          <p>
            Nobody can sign in from here. Open Soulcaster by a loopback address on its own machine, or set <code>GITHUB_CLIENT_ID</code> and{' '}
            <code>GITHUB_CLIENT_SECRET</code>.
          </p>
        )}
      </div>
    </main>
  );
}
