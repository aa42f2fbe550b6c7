import { data, redirect } from 'react-router';
import { field } from '../lib/api.server.ts';
import { choiceCookie, readTheme, THEME_COOKIE } from '../lib/cookies.ts';
import type { Route } from './+types/appearance';

export const loader = () => redirect('/');

export async function action({ request }: Route.ActionArgs) {
  const theme = readTheme(field(await request.formData(), 'theme'));
  return data({ theme }, { headers: { 'set-cookie': choiceCookie(THEME_COOKIE, theme) } });
}
