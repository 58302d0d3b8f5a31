import type {HostFacts} from '../../../engine/host-facts.ts';
import type {NodeRole} from '../../spec/cluster-spec.ts';
import {type Check, ok, problem, skipped, warning} from '../check.ts';
import type {InotifyUse} from '../doctor-facts.ts';
import {instancesNeeded, limitsToSet, watchesNeeded} from '../inotify-limits.ts';
import {notExamined} from './engine-checks.ts';

export const instancesCheck = 'inotify-instances';
export const watchesCheck = 'inotify-watches';
const instances = {
  id: instancesCheck,
  why: 'All nodes share this limit; programs that meet it fail with "too many open files" or "failed to create fsnotify watcher".',
};
const watches = {id: watchesCheck, why: 'All nodes share this limit; programs that meet it fail with "no space left on device".'};
const files = {id: 'open-files', why: 'etcd, the API server and ingress proxies hold thousands of files and connections open.'};

const fewFiles = {problem: 4096, warning: 20_000} as const;

type Host = HostFacts | undefined;

const describeNodes = (count: number): string => (count === 1 ? 'one node' : `${count} nodes`);

/** `isLocal` says whether `--fix` could do it. */
function setBy(name: string, value: number, isLocal: boolean): readonly string[] {
  return [`sudo sysctl -w fs.inotify.${name}=${value}`, ...(isLocal ? ['sudo flotilla doctor --fix sets it and keeps it'] : [])];
}

export function checkInotifyInstances(host: Host, roles: readonly NodeRole[], use: InotifyUse | undefined): Check {
  if (!host) return skipped(instances, notExamined);
  const others = use?.others ?? 0;
  const {least, comfortable} = instancesNeeded(roles, others);
  const partly = use && !use.isComplete ? ' at least' : '';
  const held = use ? `; ${use.nodes} are held by nodes and${partly} ${others} by other programs` : '';
  const found = `fs.inotify.max_user_instances is ${host.inotifyInstances}${held}; ${describeNodes(roles.length)} and these need at least ${least}, better ${comfortable}`;
  if (host.inotifyInstances >= comfortable) return ok(instances, found);
  const remedy = setBy('max_user_instances', limitsToSet(roles, others).instances, use !== undefined);
  return host.inotifyInstances >= least ? warning(instances, found, ...remedy) : problem(instances, 'E_HOST_LIMIT', found, ...remedy);
}

export function checkInotifyWatches(host: Host, roles: readonly NodeRole[], isLocal: boolean): Check {
  if (!host) return skipped(watches, notExamined);
  const needed = watchesNeeded(roles.length);
  const found = `fs.inotify.max_user_watches is ${host.inotifyWatches}; ${describeNodes(roles.length)} may need ${needed}`;
  if (host.inotifyWatches >= needed) return ok(watches, found);
  return warning(watches, found, ...setBy('max_user_watches', limitsToSet(roles, 0).watches, isLocal));
}

export function checkOpenFiles(host: Host): Check {
  if (!host) return skipped(files, notExamined);
  const {openFiles} = host;
  const found = Number.isFinite(openFiles) ? `containers may open ${openFiles} files each process` : 'no limit';
  const remedy = 'sudo systemctl edit docker, and under [Service] set LimitNOFILE=1048576; then sudo systemctl restart docker';
  if (openFiles < fewFiles.problem) return problem(files, 'E_HOST_LIMIT', found, remedy);
  return openFiles < fewFiles.warning ? warning(files, found, remedy) : ok(files, found);
}
