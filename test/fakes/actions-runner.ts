import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {execa} from 'execa';
import {parse} from 'yaml';
import {type ExpressionScope, evaluate, fillIn} from './actions-expressions.ts';

export interface ActionStep {
  readonly id: string;
  readonly if?: string;
  readonly shell?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

export interface CompositeAction {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, {readonly description: string; readonly default: string}>>;
  readonly outputs: Readonly<Record<string, {readonly description: string; readonly value: string}>>;
  readonly runs: {readonly using: string; readonly steps: readonly ActionStep[]};
}

export const readAction = (file: string): CompositeAction => parse(readFileSync(file, 'utf8')) as CompositeAction;

export interface RunnerOptions {
  readonly inputs: Readonly<Record<string, string>>;
  /** The folder of the action. */
  readonly actionPath: string;
  /** A folder for what the runner and the steps write. */
  readonly temp: string;
  readonly env: Readonly<Record<string, string>>;
  readonly jobStatus?: 'success' | 'failure';
  /** Stands for another action, or for a step that is not to be run; its outputs. Undefined runs the step. */
  replace(step: ActionStep, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined;
}

export interface ActionRun {
  readonly ran: readonly string[];
  readonly failed: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Outputs of steps. */
  readonly steps: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What later steps of the job have in their environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  readonly log: string;
}

/** Runs the steps of a composite action one after the other, as GitHub's runner does with `shell: bash`. */
export async function runAction(action: CompositeAction, options: RunnerOptions): Promise<ActionRun> {
  const {actionPath, temp, replace} = options;
  const steps: Record<string, {readonly outputs: Readonly<Record<string, string>>}> = {};
  const failed: string[] = [];
  const log: string[] = [];
  const files = {GITHUB_ENV: join(temp, 'env'), GITHUB_PATH: join(temp, 'path')};
  for (const file of Object.values(files)) writeFileSync(file, '');
  const scope = scopeOf(action, options, steps, failed);
  for (const step of action.runs.steps) {
    if (!runs(step.if, scope)) continue;
    const given = filled(step.with ?? {}, scope);
    const outputs = replace(step, given);
    steps[step.id] = {outputs: outputs ?? {}};
    if (outputs !== undefined) continue;
    const output = join(temp, `output-${step.id}`);
    const script = join(temp, `${step.id}.sh`);
    writeFileSync(output, '');
    writeFileSync(script, step.run ?? '');
    const env = {
      ...options.env,
      ...pairs(files.GITHUB_ENV),
      ...files,
      GITHUB_ACTIONS: 'true',
      CI: 'true',
      GITHUB_OUTPUT: output,
      GITHUB_ACTION_PATH: actionPath,
      RUNNER_TEMP: temp,
      PATH: [...lines(files.GITHUB_PATH), options.env['PATH'] ?? process.env['PATH']].join(':'),
      ...filled(step.env ?? {}, scope),
    };
    const {exitCode, all} = await execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      env,
      all: true,
      stdin: 'ignore',
      reject: false,
    });
    log.push(`--- ${step.id}`, all ?? '');
    steps[step.id] = {outputs: pairs(output)};
    if (exitCode !== 0) failed.push(step.id);
  }
  return {
    ran: Object.keys(steps),
    failed,
    steps: Object.fromEntries(Object.entries(steps).map(([id, {outputs}]) => [id, outputs])),
    outputs: filled(Object.fromEntries(Object.entries(action.outputs).map(([name, {value}]) => [name, value])), scope),
    env: pairs(files.GITHUB_ENV),
    path: lines(files.GITHUB_PATH),
    log: log.join('\n'),
  };
}

function scopeOf({inputs}: CompositeAction, options: RunnerOptions, steps: object, failed: readonly string[]): ExpressionScope {
  const contexts = {
    github: {job: 'test', action_path: options.actionPath},
    runner: {temp: options.temp},
    job: {status: options.jobStatus ?? 'success'},
    strategy: {'job-index': 0},
  };
  const functions = {
    success: () => failed.length === 0,
    failure: () => failed.length > 0,
    always: () => true,
    cancelled: () => false,
  };
  const defaults = Object.entries(inputs).map(([name, input]) => [name, fillIn(String(input.default), {contexts, functions})]);
  return {contexts: {...contexts, steps, inputs: {...Object.fromEntries(defaults), ...options.inputs}}, functions};
}

/** A condition that asks for no state of the job holds only as long as nothing failed. */
function runs(condition = 'success()', scope: ExpressionScope): boolean {
  const asks = /\b(?:success|failure|always|cancelled)\(\)/.test(condition);
  return Boolean(evaluate(asks ? condition : `success() && (${condition})`, scope));
}

const filled = (texts: Readonly<Record<string, string>>, scope: ExpressionScope): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fillIn(String(text), scope)]));

const lines = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);

const pairs = (file: string): Record<string, string> =>
  Object.fromEntries(lines(file).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
