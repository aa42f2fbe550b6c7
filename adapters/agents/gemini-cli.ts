import { FixRefusedError } from '#domain/errors';
import type { AgentRunner } from '#domain/ports/sandbox';
import { agentPackages, GEMINI_CLI_INSIDE } from './agent-packages.ts';
import { StreamJsonReader } from './stream-json.ts';

const HOME = 'agent-home';

/**
 * A base URL makes gemini-cli choose an auth type that its own check then refuses (google-gemini/gemini-cli#27550); naming the type avoids it.
 * Everything that would look outside is off: there is no outside.
 */
const SETTINGS = {
  security: { auth: { selectedType: 'gemini-api-key' } },
  privacy: { usageStatisticsEnabled: false },
  telemetry: { enabled: false },
  general: { disableAutoUpdate: true, disableUpdateNag: true, checkpointing: { enabled: false } },
  tools: { exclude: ['google_web_search', 'web_fetch'] },
  ide: { enabled: false },
};

/** gemini-cli, headless, with a home of its own. It approves its own tool calls: the sandbox and the gate are the bounds. */
export function createGeminiCliRunner(): AgentRunner {
  return {
    name: 'gemini-cli',
    async run({ sandbox, cwd, promptPath, model, access, timeoutMs, onEvent, signal }) {
      if (!agentPackages().some((agent) => agent.name === 'gemini-cli')) {
        throw new FixRefusedError('no_agent', 'The coding agent is not installed. Run: npm install --include=optional @google/gemini-cli');
      }
      await sandbox.put(`${HOME}/.gemini/settings.json`, new TextEncoder().encode(JSON.stringify(SETTINGS)));
      const reader = new StreamJsonReader(onEvent);
      const agent = ['node', `${GEMINI_CLI_INSIDE}/bundle/gemini.js`, '-m', model];
      const flags = ['--output-format', 'stream-json', '--approval-mode', 'yolo', '--skip-trust'];
      let complaints = '';
      const ended = await sandbox.exec(['sh', '-c', 'exec "$@" < "$0"', promptPath, ...agent, ...flags], {
        cwd,
        env: {
          HOME: `${sandbox.workspace}/${HOME}`,
          GEMINI_API_KEY: access.token,
          GOOGLE_GEMINI_BASE_URL: sandbox.modelUrl,
          NO_COLOR: '1',
          CI: '1',
        },
        timeoutMs,
        model: access,
        signal,
        onOutput: (stream, text) => {
          if (stream === 'stdout') reader.push(text);
          else complaints = `${complaints}${text}`.slice(-2000);
        },
      });
      reader.end();
      if (ended.exitCode > 0 && complaints.trim() !== '') onEvent({ stream: 'error', text: complaints.trim() });
      return { ...ended, tokens: reader.tokens };
    },
  };
}
