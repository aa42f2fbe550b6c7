import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENT, planned, scripted, shell } from '#tests/fixing-agents';
import { type FixingBench, openFixingBench } from '#tests/fixing-bench';

let bench: FixingBench;
beforeAll(async () => {
  bench = await openFixingBench();
});
afterAll(() => bench.close());

describe('what a hijacked agent leaves', () => {
  it('is refused, each thing by its rule, and opens no pull request', { timeout: 60_000 }, async () => {
    const scene = await bench.project({ repository: await bench.placeSample() });
    const commands = [
      'mkdir -p .github/workflows && echo "on: push" > .github/workflows/x.yml',
      'ln -s /etc/passwd src/link.js',
      'git init -q sub && cd sub && echo a > a && git add a && git -c user.name=a -c user.email=a commit -qm a && cd ..',
      'echo "* filter=evil" > .gitattributes',
      `sed -i 's/node --test/echo ok/' package.json`,
      `echo "// ghp_${'a1B2'.repeat(9)}" >> src/discounts.js`,
      'rm test/cart.test.js',
      'printf "\\000\\001" > src/tool.bin; chmod +x src/tool.bin',
    ];
    const { deps, stop } = await scripted(bench, ['src/discounts.js'], [shell(commands.join('; '))]);
    const { activities, digest } = await planned(deps, scene);
    const changed = await activities.runAgent({ ...scene.ref, version: 1, digest, ...AGENT });
    if (changed.refused || changed.end !== 'changed') throw new Error(JSON.stringify(changed));

    const gate = await activities.runGate({ ...scene.ref, tree: changed.tree, version: 1 });

    expect(gate.passed).toBe(false);
    const findings = (await deps.jobs.gate(scene.scope, scene.ref.jobId))?.findings.map(({ rule, path }) => `${rule} ${path}`);
    expect(findings).toEqual(
      expect.arrayContaining([
        'workflow .github/workflows/x.yml',
        'symlink src/link.js',
        'submodule sub',
        'git_settings .gitattributes',
        'package_json package.json',
        'secret src/discounts.js',
        'test_deleted test/cart.test.js',
        'binary src/tool.bin',
        'mode src/tool.bin',
        'outside_plan src/link.js',
      ]),
    );
    expect(findings).not.toContain('outside_plan src/discounts.js');
    await expect(activities.openPullRequest({ ...scene.ref, tree: changed.tree, version: 1 })).rejects.toMatchObject({ code: 'internal' });
    await activities.discardSandbox(scene.ref);
    await stop();
  });

  it('is read past whatever it did to the repository inside', { timeout: 60_000 }, async () => {
    const scene = await bench.project({ repository: await bench.placeSample() });
    const command =
      'git config core.fsmonitor "touch /workspace/owned"; git config core.worktree /; echo "touch /workspace/owned" > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit; rm -rf .git/objects; ln -s / /workspace/collect; echo x > src/new.js';
    const { deps, stop } = await scripted(bench, ['src/discounts.js'], [shell(command)]);
    const { activities, digest } = await planned(deps, scene);

    const changed = await activities.runAgent({ ...scene.ref, version: 1, digest, ...AGENT });

    expect(changed).toMatchObject({ end: 'changed' });
    const diff = await deps.jobs.diff(scene.scope, scene.ref.jobId);
    expect(diff?.match(/^diff --git .*$/gm)).toEqual(['diff --git a/src/new.js b/src/new.js']);
    const id = (await deps.sandboxes.list()).find((one) => one.jobId === scene.ref.jobId)?.id ?? '';
    await expect((await deps.sandboxes.attach(id))?.get('owned')).rejects.toMatchObject({ code: 'not_found' });
    await activities.discardSandbox(scene.ref);
    await stop();
  });

  it('is refused where git cannot read it', { timeout: 60_000 }, async () => {
    const scene = await bench.project({ repository: await bench.placeSample() });
    const { deps, stop } = await scripted(
      bench,
      ['src/discounts.js'],
      [shell('chmod 0 src/discounts.js; rm -f src/cart.js; mkfifo src/cart.js')],
    );
    const { activities, digest } = await planned(deps, scene);

    expect(await activities.runAgent({ ...scene.ref, version: 1, digest, ...AGENT })).toMatchObject({ refused: { code: 'unsafe_change' } });
    await activities.discardSandbox(scene.ref);
    await stop();
  });

  it('finds its budget spent', { timeout: 60_000 }, async () => {
    const scene = await bench.project({ repository: await bench.placeSample() });
    const { deps, stop } = await scripted(bench, ['src/discounts.js'], [shell('true'), shell('true'), shell('true')]);
    const tight = { ...deps, fixTokenBudget: 150 };
    const { activities, digest } = await planned(tight, scene);

    expect(await activities.runAgent({ ...scene.ref, version: 1, digest, ...AGENT })).toMatchObject({ refused: { code: 'budget_spent' } });
    await activities.discardSandbox(scene.ref);
    await stop();
  });
});
