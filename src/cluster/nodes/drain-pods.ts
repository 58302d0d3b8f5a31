import type {KubeObject, ObjectMeta, Pod} from '../../kube/kube-types.ts';

/** A pod with what decides whether it can be evicted. */
export interface DrainedPod extends Pod {
  readonly metadata: ObjectMeta & {
    readonly ownerReferences?: readonly {readonly kind: string; readonly controller?: boolean}[];
  };
}

/** A volume that exists on one node only. */
export interface LocalVolume extends KubeObject {
  readonly spec?: {
    readonly claimRef?: {readonly namespace: string; readonly name: string};
    readonly nodeAffinity?: {
      readonly required?: {
        readonly nodeSelectorTerms?: readonly {
          readonly matchExpressions?: readonly {readonly key: string; readonly values?: readonly string[]}[];
        }[];
      };
    };
  };
}

/** Annotation of the pods that show what a kubelet runs from its own files. */
const mirror = 'kubernetes.io/config.mirror';

/** The pods that leave a node when it is drained: not those of DaemonSets, which would come back, and not the kubelet's own. */
export function podsToEvict(pods: readonly DrainedPod[]): DrainedPod[] {
  return pods.filter(({metadata: {annotations = {}, ownerReferences = []}}) => {
    const isDaemon = ownerReferences.some(({kind, controller}) => controller === true && kind === 'DaemonSet');
    return !isDaemon && annotations[mirror] === undefined;
  });
}

/** Whether nothing would make a pod again that is evicted, and its end would be a loss. */
export const isIrreplaceable = ({metadata: {ownerReferences = []}, status}: DrainedPod): boolean =>
  !ownerReferences.some(({controller}) => controller === true) && !['Succeeded', 'Failed'].includes(status?.phase ?? '');

/** The claims whose data is on the node and nowhere else, as `namespace/name`. */
export function claimsOn(node: string, volumes: readonly LocalVolume[]): string[] {
  return volumes.flatMap(({spec}) => {
    const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms ?? [];
    const isHere =
      terms.length > 0 &&
      terms.every(({matchExpressions = []}) =>
        matchExpressions.some(({key, values = []}) => key === 'kubernetes.io/hostname' && values.length === 1 && values[0] === node),
      );
    return isHere && spec?.claimRef ? [`${spec.claimRef.namespace}/${spec.claimRef.name}`] : [];
  });
}
