import type { Source } from './sources.ts';

export interface SetupStep {
  text: string;
  /** A page of the vendor's own on this. */
  link?: string;
}

/** What to do at the sender, in order; the address and the secret stand on the card above. */
export const SETUP: Record<Source, readonly SetupStep[]> = {
  sentry: [
    { text: 'In Sentry, open Settings, Developer Settings, and create an internal integration.' },
    { text: 'Paste the address above as its Webhook URL, switch on Alert Rule Action, and give it read access to Issue & Event.' },
    { text: 'Under Webhooks choose issue and error, save, and copy the Client Secret.' },
    {
      text: 'Paste that Client Secret here as the signing secret: Sentry signs every delivery with it.',
      link: 'https://docs.sentry.io/organization/integrations/integration-platform/',
    },
  ],
  github: [
    { text: 'In the repository, open Settings, Webhooks, and add a webhook.' },
    { text: 'Paste the address above as the Payload URL and choose application/json as the content type.' },
    { text: 'Make a secret here and paste it there as Secret.' },
    {
      text: 'Choose the events Issues, Issue comments, Pull requests, Pull request reviews and Check runs, and save.',
      link: 'https://docs.github.com/en/webhooks/using-webhooks/creating-webhooks',
    },
  ],
  reddit: [],
  datadog: [],
  posthog: [],
  splunk: [],
  standard: [],
  manual: [
    { text: 'Press R or Report on any screen.' },
    { text: 'Scripts post {title, body} to the address above with an API token from Settings.' },
  ],
};

export const NEEDS_SECRET: Record<Source, boolean> = {
  sentry: true,
  github: true,
  reddit: false,
  datadog: true,
  posthog: true,
  splunk: true,
  manual: false,
  standard: true,
};
