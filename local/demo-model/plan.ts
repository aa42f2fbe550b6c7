import { promptText, type GenerateRequest } from './protocol.ts';
import { hasLine, SCRIPTS, type Script } from './scripts.ts';

export const PLAN_FIELDS = ['rootCause', 'change', 'files', 'test'] as const;
type PlanJson = { rootCause: string; change: string; files: string[]; test: string };

const REPORT = /<untrusted-(\w+)[^>\n]*\bsource="[^>\n]*>\n([\s\S]*?)\n<\/untrusted-\1>/g;
/** How the planner hands on what a person wants changed. */
const NOTE = /^# What the reviewer asks\b/m;
const PATH = /\b(?:src|lib)\/[\w./-]+\.js\b/g;

/**
 * A plan from the request alone: of the bugs whose faulty line stands in the request, the one that most reports, and at least half of
 * them, describe. Where there is none, it says that it has no script and plans nothing.
 */
export function planFrom(request: GenerateRequest): PlanJson {
  const text = promptText(request);
  const reports = [...text.matchAll(REPORT)].map((match) => match[2]!);
  const script = described(text, reports.length === 0 ? [text] : reports);
  if (script === null) {
    return {
      rootCause: 'Unknown. The demo model has no script for this problem: it knows four bugs of the sample and nothing else.',
      change: 'None. Set GEMINI_API_KEY and start again to have a real model plan this fix.',
      files: [...new Set(reports.join('\n').match(PATH))].slice(0, 3),
      test: 'The tests of the repository as they are.',
    };
  }
  return {
    rootCause: script.rootCause,
    change: NOTE.test(text) ? `${script.change} (The demo model cannot take notes; the plan stays as it was.)` : script.change,
    files: [script.file],
    test: `"${script.test.name}" in ${script.test.file} fails now and must pass.`,
  };
}

function described(text: string, reports: readonly string[]): Script | null {
  const [best] = SCRIPTS.filter((script) => hasLine(text, script.buggyLine))
    .map((script) => ({ script, count: reports.filter((report) => describes(report.toLowerCase(), script)).length }))
    .sort((a, b) => b.count - a.count);
  return best && best.count > 0 && best.count * 2 >= reports.length ? best.script : null;
}

function describes(report: string, script: Script): boolean {
  return script.symptoms.some((symptom) => symptom.test(report));
}
