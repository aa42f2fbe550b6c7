import { cut } from '../text.ts';

/** Whom a monitor notifies; `@http.status_code` in the text of a query is nobody. */
const MENTION =
  /(?<!\S)@(?:(?:webhook|slack|teams|pagerduty|opsgenie|oncall|team|hook|sns|jira|case|workflow|servicenow|victorops)-\S{1,200}|all\b|here\b|pagerduty\b|[^\s@]{1,100}@\S{1,200})/giu;
/** Fences of Datadog's markdown, pictures, and the row of links under every message. */
const FURNITURE = /^\s{0,20}(?:%%%|\[?!\[|\[\[|- - -\s{0,20}$)/u;

/** What a monitor says, without whom it notifies and the furniture around it. Pure, linear time. */
export function messageText(message: string | null): string {
  return cut(message ?? '', 40_000)
    .split('\n')
    .filter((line) => !FURNITURE.test(line))
    .map((line) => line.replace(MENTION, '').trimEnd())
    .join('\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
}
