import { offeredTools, promptText, toolAnswers, type GenerateRequest, type Part } from './protocol.ts';
import { hasLine, SCRIPTS, type Script } from './scripts.ts';

const READ = 'read_file';
const EDIT = 'replace';
const SHELL = 'run_shell_command';

/**
 * The next turn of a coding agent: read the file that the plan names, edit it only where the faulty line really is, run the tests, say what
 * happened. Everything it knows of the repository came back from the agent's tools.
 */
export function nextTurn(request: GenerateRequest): Part[] {
  const prompt = promptText(request);
  const script = planned(prompt);
  if (script === null)
    return say('I have no script for this problem. I am the demo model and know four bugs of the sample. I changed nothing.');

  const missing = [READ, EDIT, SHELL].filter((tool) => !offeredTools(request).has(tool));
  if (missing.length > 0) return say(`I need the tools ${missing.join(', ')}, which I was not given. I changed nothing.`);

  const answers = toolAnswers(request);
  const last = (tool: string) => answers.findLast((answer) => answer.name === tool);
  const read = last(READ);
  if (!read) return call(`I read ${script.file}, which the plan names.`, READ, { file_path: script.file });
  if (!hasLine(read.output, script.buggyLine)) {
    return say(
      `${script.file} does not have the line that I know to be wrong, so this is not the problem I have a script for. I changed nothing.`,
    );
  }

  const edit = last(EDIT);
  if (!edit) {
    return call(script.change, EDIT, {
      file_path: script.file,
      instruction: script.change,
      old_string: script.buggyLine,
      new_string: script.fixedLines,
    });
  }
  if (edit.failed) return say(`The edit of ${script.file} was refused. I changed nothing.`);

  const tests = last(SHELL);
  if (!tests) return call('I run the tests.', SHELL, { command: testCommand(prompt), description: 'Run the tests of the repository.' });
  const passed = new RegExp(`(?:✔|ok \\d+ -) ${escape(script.test.name)}`).test(tests.output);
  return say(
    passed
      ? `I changed ${script.file}. The test "${script.test.name}" passes now.`
      : `I changed ${script.file}, but I did not see the test "${script.test.name}" pass.`,
  );
}

/** The script of the one file that the plan in the prompt lists. */
function planned(prompt: string): Script | null {
  const plan = /^# Plan$([\s\S]*?)(?=^# |$(?![\s\S]))/m.exec(prompt)?.[1] ?? prompt;
  const listed = new Set([...plan.matchAll(/^- (\S+)$/gm)].map((match) => match[1]));
  return SCRIPTS.find((script) => listed.has(script.file)) ?? null;
}

function testCommand(prompt: string): string {
  return /run: ([\w./ -]{1,100})$/m.exec(prompt)?.[1] ?? 'npm test';
}

function call(text: string, name: string, args: Record<string, unknown>): Part[] {
  return [{ text }, { functionCall: { name, args } }];
}

function say(text: string): Part[] {
  return [{ text }];
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
