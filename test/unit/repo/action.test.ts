import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import type {Manifest} from '../../../scripts/manifest.ts';
import {type ActionStep, readAction, runAction} from '../../fakes/actions-runner.ts';
import {repo} from './project-files.ts';

const action = readAction(join(repo, 'action.yml'));
const {inputs, outputs, runs} = action;
const {commands} = JSON.parse(readFileSync(join(repo, 'oclif.manifest.json'), 'utf8')) as Manifest;
const step = (id: string): ActionStep => runs.steps.find((one) => one.id === id) as ActionStep;

describe('action.yml', () => {
  test('is a composite action with the inputs that docs/ci.md lists', () => {
    expect(runs.using).toBe('composite');
    const page = readFileSync(join(repo, 'docs/ci.md'), 'utf8');
    for (const name of Object.keys(inputs)) expect(page, name).toContain(`| \`${name}\` |`);
    for (const name of Object.keys(outputs)) expect(page, name).toContain(`\`${name}\``);
    expect(Object.keys(inputs)).toEqual(
      expect.arrayContaining(['version', 'nodes', 'config', 'preset', 'addons', 'wait', 'command', 'name']),
    );
  });

  test('has expressions only where a runner evaluates them', () => {
    const plain = [action.name, action.description, ...[...Object.values(inputs), ...Object.values(outputs)].map((one) => one.description)];
    expect(plain.filter((text) => text.includes('${{'))).toEqual([]);
    // What an input says is a value for a script, and never a part of it.
    expect(runs.steps.filter(({run}) => run?.includes('${{'))).toEqual([]);
  });

  test('has a name for each step, a shell for each script, a version for each action of others', () => {
    expect(new Set(runs.steps.map(({id}) => id)).size).toBe(runs.steps.length);
    for (const {id, run, shell, uses} of runs.steps) {
      if (run === undefined) expect(uses, id).toMatch(/^actions\/[a-z-]+@v\d+$/);
      else expect(shell, id).toBe('bash');
    }
  });

  test('gives its inputs to flags that start has', () => {
    const known = Object.values(commands['start']?.flags ?? {}).map(({env}) => env);
    expect(Object.keys(step('start').env ?? {}).filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('which steps run', () => {
  const temp = mkdtempSync(join(tmpdir(), 'flotilla-action-'));
  afterAll(() => rmSync(temp, {recursive: true}));
  const steps = async (given: Readonly<Record<string, string>>, jobStatus: 'success' | 'failure' = 'success', broken = '') => {
    const shortened = runs.steps.map((one) => ({...one, run: one.id === broken ? 'exit 3' : 'true'}));
    const run = await runAction(
      {...action, runs: {...runs, steps: shortened}},
      {
        inputs: given,
        actionPath: repo,
        temp,
        env: {},
        jobStatus,
        replace: ({uses, id}) => (uses ? {} : id === 'logs' ? {archive: 'x'} : undefined),
      },
    );
    return run.ran.join(' ');
  };

  test('to start: setup, image and cluster', async () => expect(await steps({})).toBe('setup key cache image start'));
  test('to start without cache', async () => expect(await steps({cache: 'false'})).toBe('setup image start'));
  test('when the start fails: logs, and nothing is left', async () =>
    expect(await steps({}, 'success', 'start')).toBe('setup key cache image start logs upload delete'));
  test('to finish: what is there is deleted', async () => expect(await steps({command: 'finish'})).toBe('delete'));
  test('to finish a job that failed: its logs are kept first', async () =>
    expect(await steps({command: 'finish'}, 'failure')).toBe('logs upload delete'));
});
