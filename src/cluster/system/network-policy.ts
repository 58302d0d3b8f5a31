import type {Manifest} from '../../kube/manifests/manifest.ts';
import type {EnvironmentVariable} from './api-environment.ts';

const name = 'kube-network-policies';
const meta = {name, namespace: 'kube-system'};
const labels = {'k8s-app': name};

export interface NetworkPolicyImages {
  readonly program: string;
  /** Has busybox. */
  readonly helper: string;
}

/** Netfilter queue of first packets; upstream's number. */
const queue = 98;

/**
 * kube-network-policies, which kind has too: each node looks at the first packet of every connection from or to a pod that a policy is
 * about. While it does not run, all are let through.
 */
export function networkPolicyObjects(api: readonly EnvironmentVariable[], images: NetworkPolicyImages): Manifest[] {
  return [
    {apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta},
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: {name},
      rules: [
        {apiGroups: [''], resources: ['pods', 'namespaces'], verbs: ['list', 'watch']},
        {apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['list', 'watch']},
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: {name},
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name},
      subjects: [{kind: 'ServiceAccount', ...meta}],
    },
    daemonSet(images, api),
  ];
}

function daemonSet({program, helper}: NetworkPolicyImages, api: readonly EnvironmentVariable[]): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {...meta, labels},
    spec: {
      selector: {matchLabels: labels},
      template: {
        metadata: {labels},
        spec: {
          hostNetwork: true,
          priorityClassName: 'system-node-critical',
          serviceAccountName: name,
          // It has nothing to finish, and takes no notice of SIGTERM.
          terminationGracePeriodSeconds: 1,
          nodeSelector: {'kubernetes.io/os': 'linux'},
          tolerations: [{operator: 'Exists'}],
          initContainers: [
            {
              name: 'packet-queue',
              image: helper,
              imagePullPolicy: 'IfNotPresent',
              // A program of the node, which has iptables and nft.
              command: ['/bin/busybox', 'chroot', '/node', '/usr/local/lib/flotilla/packet-queue', String(queue)],
              securityContext: {privileged: true},
              volumeMounts: [{name: 'node', mountPath: '/node'}],
            },
          ],
          containers: [
            {
              name,
              image: program,
              imagePullPolicy: 'IfNotPresent',
              command: ['/bin/netpol'],
              args: [
                '--hostname-override=$(NODE_NAME)',
                `--nfqueue-id=${queue}`,
                '--fail-open',
                '--metrics-bind-address=127.0.0.1:9080',
                '--v=0',
              ],
              env: [{name: 'NODE_NAME', valueFrom: {fieldRef: {fieldPath: 'spec.nodeName'}}}, ...api],
              resources: {requests: {cpu: '20m', memory: '40Mi'}},
              securityContext: {capabilities: {add: ['NET_ADMIN'], drop: ['ALL']}},
            },
          ],
          volumes: [{name: 'node', hostPath: {path: '/'}}],
        },
      },
    },
  };
}
