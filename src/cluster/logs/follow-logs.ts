import {mapConcurrent} from '../../async/map-concurrent.ts';
import type {Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {requireCluster} from '../state/cluster-state.ts';
import {chooseNodes} from './choose-nodes.ts';
import {sectionTitle} from './collect-recent.ts';
import type {KnownProblem} from './problems/known-problem.ts';
import {matchProblem} from './problems/match-problem.ts';
import {Redactor} from './redactor.ts';
import {streamExec} from './stream-exec.ts';

/** Lines of what was before that a follower shows first. */
const usualLines = 10;

export interface FollowInput {
  readonly cluster: string;
  readonly node?: string;
  readonly lines?: number;
  /** Only lines that tell of known problems. */
  readonly problems: boolean;
}

export interface FollowedLine {
  readonly node: string;
  /** `kubelet`, `containerd` or `container [namespace/pod]`. */
  readonly source: string;
  readonly text: string;
  /** With `problems`: what the line tells of. */
  readonly problem?: Omit<KnownProblem, 'pattern'>;
}

export interface FollowDeps {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  onLine(line: FollowedLine): void;
}

/**
 * Gives on what the nodes write, as they write it: journals, and the logs of the system pods that run now. Ends with the signal, or when no
 * node runs any more. @throws AppError E_CLUSTER_NOT_FOUND, E_NOT_RUNNING.
 */
export async function followLogs(
  {cluster: name, node: wanted, lines = usualLines, problems}: FollowInput,
  deps: FollowDeps,
): Promise<void> {
  const {engine, signal, onLine} = deps;
  const cluster = await requireCluster(engine, name, {signal});
  const running = chooseNodes(cluster, wanted).filter(({container}) => container?.state === 'running');
  if (running.length === 0) {
    throw new AppError('E_NOT_RUNNING', wanted === undefined ? `No node of "${name}" runs.` : `The node "${wanted}" does not run.`, {
      hints: [`flotilla start -p ${name}`, `flotilla logs -p ${name} shows what they have written`],
    });
  }
  await mapConcurrent(running, {signal}, async (node, scope) => {
    const give = redacted((source, text) => judged({node: node.name, source, text}, problems, onLine));
    let source = '';
    const listeners = {
      onStdout: (line: string) => {
        const [, unit = '', text = ''] = /^\S+ (?:\S+ )?([\w.@-]+)\[\d+\]: (.*)$/.exec(line) ?? [undefined, 'journal', line];
        give(unit, text);
      },
      // tail names a file before it goes on with another one.
      onStderr: (line: string) => {
        const file = /^==> \/var\/log\/(pods\/.*) <==$/.exec(line)?.[1];
        if (file !== undefined) source = sectionTitle(file);
        else if (line !== '') give(source, line.replace(/^\S+ std(?:out|err) [FP] /, ''));
      },
    };
    await streamExec(engine, node.name, followScript(lines), listeners, {signal: scope, keepInput: true});
  });
}

function judged(line: FollowedLine, problemsOnly: boolean, onLine: (line: FollowedLine) => void): void {
  const known = problemsOnly ? matchProblem(line.text) : undefined;
  if (known) onLine({...line, problem: {id: known.id, means: known.means, remedy: known.remedy}});
  else if (!problemsOnly) onLine(line);
}

/** One line for people, and below it what it means if it tells of a problem. */
export function renderFollowed({node, source, text, problem}: FollowedLine): string {
  const explained = problem ? [`  ${problem.id}: ${problem.means}`, ...problem.remedy.map((line) => `  Try: ${line}`)] : [];
  return [`${node}  ${source}  ${text}`, ...explained].join('\n');
}

/** Secrets may span lines, so each source has its own memory. */
function redacted(give: (source: string, text: string) => void): (source: string, text: string) => void {
  const redactors = new Map<string, Redactor>();
  return (source, text) => {
    const redactor = redactors.get(source) ?? new Redactor();
    redactors.set(source, redactor);
    give(source, redactor.line(text));
  };
}

/** Journals on standard output, pods on standard error, lest lines of one end up inside lines of the other. Ends when its input does. */
function followScript(lines: number): string {
  return `
journalctl --follow --quiet --no-hostname -o short-iso -n ${lines} -u kubelet -u containerd -u flotilla-network -u flotilla-dns 2>/dev/null &
journal=$!
tail -v -n ${lines} -F /var/log/pods/kube-system_*/*/*.log 3>&2 2>/dev/null 1>&3 &
pods=$!
cat > /dev/null
kill $journal $pods`;
}
