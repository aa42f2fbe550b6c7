/** A path of our own to go to after signing in, or `/`; never another site. */
export function safePath(path: string | null): string {
  if (path === null || !path.startsWith('/') || /^\/[/\\]/.test(path) || /[\p{Cc}\\]/u.test(path)) return '/';
  return path;
}
