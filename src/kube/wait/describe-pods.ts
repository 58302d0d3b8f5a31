import type {Condition, ContainerStatus, Pod} from '../kube-types.ts';

/** A line for every pod that is not ready, and for each of its containers that says why. */
export function describePods(pods: readonly Pod[]): readonly string[] {
  return pods.flatMap(describePod);
}

function describePod({metadata: {name}, spec, status = {}}: Pod): readonly string[] {
  const {phase = 'Unknown', conditions = [], initContainerStatuses = [], containerStatuses = []} = status;
  if (phase === 'Succeeded' || conditions.some(({type, status: is}) => type === 'Ready' && is === 'True')) return [];
  const where = spec?.nodeName === undefined ? 'on no node' : `on ${spec.nodeName}`;
  const unscheduled = conditions.filter(({type, status: is}) => type === 'PodScheduled' && is === 'False').map(describeCondition);
  const containers = [...initContainerStatuses, ...containerStatuses].flatMap(describeContainer);
  return [
    `pod ${name} (${where}): ${[phase, status.reason].filter(Boolean).join(', ')}`,
    ...[...unscheduled, ...containers].map((line) => `  ${line}`),
  ];
}

/** `Ready=False KubeletNotReady: container runtime is down` */
export function describeCondition({type, status, reason = '', message = ''}: Condition): string {
  return [`${type}=${status}`, [reason, message].filter(Boolean).join(': ')].filter(Boolean).join(' ');
}

function describeContainer({name, ready, restartCount, state = {}, lastState}: ContainerStatus): readonly string[] {
  if (ready || state.terminated?.exitCode === 0) return [];
  const now = state.waiting ?? state.terminated;
  const before = lastState?.terminated;
  const texts = [
    now ? [now.reason, now.message].filter(Boolean).join(': ') : 'running, not ready',
    ...(state.terminated ? [`exit code ${state.terminated.exitCode}`] : []),
    ...(restartCount > 0 ? [`${restartCount} restarts`] : []),
    ...(before ? [`last exit code ${before.exitCode} ${[before.reason, before.message].filter(Boolean).join(': ')}`.trimEnd()] : []),
  ];
  return [`container ${name}: ${texts.join(', ')}`];
}
