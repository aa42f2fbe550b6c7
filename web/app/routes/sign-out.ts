import { redirect } from 'react-router';
import { apiFor } from '../lib/api.server.ts';
import type { Route } from './+types/sign-out';

export const loader = () => redirect('/');

export async function action({ request }: Route.ActionArgs) {
  const result = await apiFor(request).call('POST', '/auth/sign-out');
  const headers = new Headers();
  if (result.ok) for (const cookie of result.setCookie) headers.append('set-cookie', cookie);
  return redirect('/sign-in?signed_out=1', { headers });
}
