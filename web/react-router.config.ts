import type { Config } from '@react-router/dev/config';

export default {
  ssr: true,
  // One request per navigation would ask for the route table; it is small, so the first page carries all of it.
  routeDiscovery: { mode: 'initial' },
} satisfies Config;
