import type {ContainerState, ContainerStatus, Pod} from '../../kube/kube-types.ts';
import {hintFor} from './hint-for.ts';

/** Why a pod serves nobody. */
export interface PodTrouble {
  /** The end of the sentence "Service default/web has no ready endpoint: …". */
  readonly text: string;
  /** Whether it may be over soon without anybody doing something. */
  readonly passing: boolean;
  readonly hints: readonly string[];
}

const aboutImages: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
]);
const aboutConfiguration: ReadonlySet<string> = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'CreatePodSandboxError',
]);

/** What keeps a pod from serving; undefined when it is ready. */
export function explainPod(cluster: string, pod: Pod): PodTrouble | undefined {
  const {metadata, status = {}} = pod;
  const {name, deletionTimestamp} = metadata;
  const {phase = 'Pending', conditions = [], initContainerStatuses = [], containerStatuses = []} = status;
  const isReady = conditions.some(({type, status: is}) => type === 'Ready' && is === 'True');
  if (deletionTimestamp !== undefined) return {text: `pod ${name} is ending`, passing: true, hints: []};
  if (isReady) return undefined;
  if (phase === 'Succeeded' || phase === 'Failed') return ended(cluster, pod, phase);
  const unscheduled = conditions.find(({type, status: is}) => type === 'PodScheduled' && is === 'False');
  if (unscheduled) {
    const why = unscheduled.message ?? unscheduled.reason ?? 'no node suits it';
    return {text: `pod ${name} cannot be scheduled: ${withoutStop(why)}`, passing: false, hints: describing(cluster, pod)};
  }
  for (const container of [...initContainerStatuses, ...containerStatuses]) {
    const trouble = explainContainer(cluster, pod, container);
    if (trouble) return trouble;
  }
  if (phase !== 'Running') return {text: `pod ${name} is being started`, passing: true, hints: describing(cluster, pod)};
  return {text: `pod ${name} runs and is not ready`, passing: true, hints: describing(cluster, pod)};
}

function ended(cluster: string, pod: Pod, phase: string): PodTrouble {
  const {name} = pod.metadata;
  const reason = pod.status?.reason;
  const how = phase === 'Succeeded' ? 'has ended' : `has failed${reason === undefined ? '' : ` (${reason})`}`;
  return {text: `pod ${name} ${how}`, passing: false, hints: describing(cluster, pod)};
}

function explainContainer(cluster: string, pod: Pod, {name, restartCount, state = {}, lastState}: ContainerStatus): PodTrouble | undefined {
  const where = `container ${name} of pod ${pod.metadata.name}`;
  const {reason = '', message = ''} = state.waiting ?? {};
  if (aboutImages.has(reason)) return explainImage(cluster, pod, name, reason, message);
  if (aboutConfiguration.has(reason)) {
    return {text: `${where} cannot be made: ${withoutStop(message || reason)}`, passing: false, hints: describing(cluster, pod)};
  }
  const crashes = reason === 'CrashLoopBackOff' || (state.terminated !== undefined && state.terminated.exitCode !== 0);
  if (!crashes) return undefined;
  const facts = [...describeEnd(state.terminated ?? lastState?.terminated), ...(restartCount > 0 ? [times(restartCount, 'restart')] : [])];
  const again = state.waiting ? ' --previous' : '';
  const text = `${where} crashes${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
  return {text, passing: false, hints: [kubectl(cluster, pod, `logs ${pod.metadata.name} -c ${name}${again}`)]};
}

/** How a container ended; `Error` says no more than its exit code. */
function describeEnd(end: ContainerState['terminated']): string[] {
  if (!end) return [];
  return [`exit code ${end.exitCode}`, ...(end.reason && end.reason !== 'Error' ? [end.reason] : [])];
}

const times = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function explainImage(cluster: string, pod: Pod, container: string, reason: string, message: string): PodTrouble {
  const image = pod.spec?.containers?.find(({name}) => name === container)?.image ?? `of container ${container}`;
  const why = message === '' || reason === 'ImagePullBackOff' ? '' : `: ${withoutStop(message)}`;
  const verb = reason === 'ErrImageNeverPull' ? 'is not on the node and may not be pulled' : 'cannot be pulled';
  return {
    text: `image ${image} ${verb}${why}`,
    passing: false,
    hints: [hintFor(cluster, 'image load', image), ...describing(cluster, pod)],
  };
}

const describing = (cluster: string, pod: Pod): string[] => [kubectl(cluster, pod, `describe pod ${pod.metadata.name}`)];

const kubectl = (cluster: string, {metadata: {namespace = 'default'}}: Pod, words: string): string =>
  hintFor(cluster, 'kubectl', `-- ${namespace === 'default' ? '' : `-n ${namespace} `}${words}`);

const withoutStop = (text: string): string => text.trim().replace(/\.$/, '');
