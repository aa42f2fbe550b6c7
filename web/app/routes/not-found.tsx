import { data } from 'react-router';

export function loader(): never {
  throw data({ error: { code: 'not_found', message: 'No page has this address.' } }, { status: 404 });
}

export default function NotFound() {
  return null;
}
