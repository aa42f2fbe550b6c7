/** Paths an agent's change may never touch, and why. First match wins. */
const REFUSED_PATHS: readonly { rule: string; pattern: RegExp; why: string }[] = [
  {
    rule: 'unsafe_path',
    pattern: /^\/|(?:^|\/)\.{1,2}(?:\/|$)|(?:^|\/)\.git(?:\/|$)|\\|\/\/|^$|(?:^|\/)git~\d+(?:\/|$)/i,
    why: 'This is no path inside the repository.',
  },
  { rule: 'workflow', pattern: /^\.github\/(?:workflows|actions)(?:\/|$)/i, why: 'Workflows run with the repository’s credentials.' },
  {
    rule: 'git_settings',
    pattern: /(?:^|\/)\.(?:gitmodules|gitattributes|gitconfig|lfsconfig)$/i,
    why: 'Git settings change what other files mean.',
  },
  {
    rule: 'hook',
    pattern: /(?:^|\/)\.(?:husky|githooks)\/|(?:^|\/)\.?lefthook[^/]*$|(?:^|\/)\.pre-commit[^/]*$/i,
    why: 'Hooks run on developers’ machines.',
  },
  {
    rule: 'ci',
    pattern:
      /(?:^|\/)(?:\.gitlab-ci[^/]*|\.travis\.ya?ml|azure-pipelines[^/]*|bitbucket-pipelines\.ya?ml|Jenkinsfile[^/]*|appveyor\.ya?ml|\.drone\.ya?ml|\.woodpecker[^/]*|cloudbuild\.ya?ml|netlify\.toml|vercel\.json|renovate\.json5?|\.releaserc[^/]*)$|^(?:\.circleci|\.buildkite|\.gitlab|\.ci|\.woodpecker|\.github\/(?:dependabot|renovate)[^/]*)(?:\/|$)/i,
    why: 'CI and delivery settings run with credentials.',
  },
  {
    rule: 'container',
    pattern:
      /(?:^|\/)(?:[^/]*\.)?(?:Dockerfile|Containerfile)(?:\.[^/]*)?$|(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$|(?:^|\/)\.devcontainer(?:\/|$)/i,
    why: 'Container files decide what is shipped and run.',
  },
  { rule: 'owners', pattern: /(?:^|\/)CODEOWNERS$/i, why: 'Owners decide who must review.' },
  {
    rule: 'agent_settings',
    pattern:
      /(?:^|\/)(?:AGENTS|CLAUDE|GEMINI|QWEN|CODEX)(?:\.[^/]*)?\.md$|(?:^|\/)\.(?:cursor|cursorrules|claude|gemini|codex|kilo[^/]*|opencode|qwen|windsurf[^/]*|clinerules|roo[^/]*|aider[^/]*|mcp\.json|vscode|idea)(?:\/|$)|^\.github\/(?:copilot[^/]*|instructions|prompts|agents)(?:\/|$)/i,
    why: 'Settings of agents and editors run for whoever opens the repository next.',
  },
  {
    rule: 'lock_file',
    pattern:
      /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.ya?ml|bun\.lockb?|deno\.lock|Cargo\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|Gemfile\.lock|composer\.lock|go\.sum|gradle\.lockfile|packages\.lock\.json)$/i,
    why: 'Lock files decide which code of others is installed.',
  },
  {
    rule: 'package_manager',
    pattern:
      /(?:^|\/)(?:\.npmrc|\.yarnrc[^/]*|\.yarn|\.pnpmfile\.c?js|pnpm-workspace\.ya?ml|bunfig\.toml|\.env[^/]*|\.envrc|\.tool-versions)(?:\/|$)/i,
    why: 'These settings decide what runs and where packages come from.',
  },
];

/** Why nobody but a person may change this path, or null. Pure. */
export function refusedPath(path: string): { rule: string; why: string } | null {
  return REFUSED_PATHS.find(({ pattern }) => pattern.test(path)) ?? null;
}

/** Parts of package.json that run code or choose packages. */
const GUARDED_KEYS = [
  'scripts',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'bundleDependencies',
  'bundledDependencies',
  'overrides',
  'resolutions',
  'workspaces',
  'packageManager',
  'pnpm',
  'gypfile',
  'binary',
  'bin',
  'husky',
  'lint-staged',
  'publishConfig',
] as const;

/** Which guarded parts differ between two package.json texts; `null` where one of them cannot be read. Pure. */
export function changedPackageParts(before: string | null, after: string | null): string[] | null {
  const old = before === null ? {} : readObject(before);
  const now = after === null ? {} : readObject(after);
  if (old === null || now === null) return null;
  return GUARDED_KEYS.filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]));
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
