import { index, layout, prefix, route, type RouteConfig } from '@react-router/dev/routes';

export default [
  index('routes/home.tsx'),
  route('sign-in', 'routes/sign-in.tsx'),
  route('sign-out', 'routes/sign-out.ts'),
  route('appearance', 'routes/appearance.ts'),
  route('projects', 'routes/projects.ts'),
  ...prefix('p/:projectId', [
    route('report', 'routes/report.ts'),
    route('fix-actions', 'routes/fix-actions.ts'),
    route('source-actions', 'routes/source-actions.ts'),
    route('report-actions', 'routes/report-actions.ts'),
    route('deliveries/:deliveryId', 'routes/delivery.ts'),
    layout('routes/project.tsx', [
      index('routes/project-home.ts'),
      route('inbox', 'routes/inbox.tsx'),
      route('clusters', 'routes/clusters.tsx'),
      route('clusters/:clusterId', 'routes/cluster.tsx'),
      route('reports/:reportId', 'routes/feedback.tsx'),
      route('fixes', 'routes/fixes.tsx'),
      route('fixes/:jobId', 'routes/fix.tsx'),
      route('sources', 'routes/sources.tsx'),
      route('sources/:source', 'routes/source.tsx'),
      route('settings', 'routes/settings.tsx'),
    ]),
  ]),
  route('*', 'routes/not-found.tsx'),
] satisfies RouteConfig;
