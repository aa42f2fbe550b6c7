import type { Setup } from './source-setup.ts';
import type { Source } from './sources.ts';

/** What to do at each sender, in order, in the words of its own screens. */
export const SETUP: Record<Source, Setup> = {
  sentry: {
    secretName: 'Client Secret',
    madeThere: true,
    steps: [
      {
        text: 'In Sentry, open *Settings*, *Developer Settings*, *Custom Integrations*, press *Create New Integration* and choose *Internal Integration*.',
      },
      { text: 'Paste this as *Webhook URL*, and switch on *Alert Rule Action*.', gives: 'address' },
      {
        text: 'Under *Permissions* set *Issue & Event* to *Read*. Under *Webhooks* tick *issue*, *error* and *comment*, then *Save Changes*.',
      },
      { text: 'Copy the *Client Secret* that Sentry shows then, and paste it here. Sentry signs every delivery with it.', gives: 'secret' },
      { text: 'For alerts, add the integration as an action of your alert rules.' },
    ],
  },
  github: {
    secretName: 'Secret',
    steps: [
      { text: 'On GitHub, open the repository’s *Settings*, *Webhooks*, and press *Add webhook*.' },
      { text: 'Paste this as *Payload URL*, and choose `application/json` as *Content type*.', gives: 'address' },
      { text: 'Make a secret here and paste it there as *Secret*.', gives: 'secret' },
      {
        text: 'Choose *Let me select individual events* and tick *Issues*, *Issue comments*, *Pull requests*, *Pull request reviews* and *Check runs*. Untick *Pushes*. Press *Add webhook*.',
      },
    ],
  },
  reddit: {
    secretName: 'Secret',
    steps: [
      {
        text: 'On reddit.com/prefs/apps press *create another app* and choose *script*. Put its id and secret into `REDDIT_CLIENT_ID` and `REDDIT_CLIENT_SECRET` where Soulcaster runs. One app serves every project.',
      },
      { text: 'Add the subreddits under *Subreddits*. They are read every few minutes from then on; nothing has to be set at Reddit.' },
      { text: 'A script may also post single submissions here, with an API token from Settings.', gives: 'address' },
    ],
  },
  datadog: {
    secretName: 'Token',
    steps: [
      { text: 'In Datadog, open *Integrations*, the *Webhooks* tile, its *Configuration* tab, and press *New*.' },
      { text: 'Call it `soulcaster` and paste this as *URL*.', gives: 'address' },
      { text: 'Make a token here.', gives: 'secret' },
      { text: 'Tick *Custom Headers* and paste this, with the token in it.', gives: 'header' },
      { text: 'Paste this as *Payload*, leave *Encode as form* off, and *Save*.', gives: 'template' },
      { text: 'Write `@webhook-soulcaster` into the message of each monitor that should report here, recoveries included.' },
    ],
  },
  posthog: {
    secretName: 'Token',
    steps: [
      {
        text: 'In PostHog, open *Data pipelines*, *Destinations*, press *New destination*, find *HTTP Webhook* and press *Create*.',
      },
      { text: 'Paste this as *Webhook URL* and keep the method POST.', gives: 'address' },
      { text: 'Make a token here.', gives: 'secret' },
      { text: 'Under *Headers* add `Authorization` with this value, the token in it.', gives: 'header' },
      { text: 'Paste this as *JSON Body*.', gives: 'template' },
      { text: 'Under *Filters* match the event `$exception`, then press *Create & enable*.' },
    ],
  },
  splunk: {
    secretName: 'Token',
    steps: [
      { text: 'Make a token here.', gives: 'secret' },
      {
        text: 'In Splunk, run the search, press *Save As*, *Alert*; or open *Settings*, *Searches, reports, and alerts* and edit the alert.',
      },
      {
        text: 'Under *Trigger Actions* press *Add Actions*, choose *Webhook*, and paste this as *URL*. The action sends no headers, so the token stands in the address; it is kept out of every log.',
        gives: 'address_with_token',
      },
      {
        text: 'From version 9.0, allow the address first: *Settings*, *Server settings*, *Webhook allow list* on Splunk Cloud, `alert_actions.conf` on Splunk Enterprise.',
      },
      {
        text: 'For Splunk Observability Cloud instead: *Data Management*, *Available integrations*, *Webhook*; paste the address without the token as *URL* and the token as *Shared Secret*, and make it a recipient of your detectors.',
        gives: 'address',
      },
    ],
  },
  manual: {
    secretName: 'Token',
    steps: [
      { text: 'Press R, or *Report* on any screen.' },
      { text: 'Scripts post `{title, body}` or `{text}` with an API token from Settings.', gives: 'example' },
    ],
  },
  standard: {
    secretName: 'Signing secret',
    steps: [
      {
        text: 'Make a secret here; your sender signs with it as standardwebhooks.com says. There are libraries for most languages.',
        gives: 'secret',
      },
      { text: 'Post to this address, with the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`.', gives: 'address' },
      {
        text: 'A report looks like this. Only *title* and *body* are needed; the same *external_id* is the same problem again.',
        gives: 'template',
      },
      { text: 'Answer anything but 2xx by trying again: the same `webhook-id` is counted once.' },
    ],
  },
};
