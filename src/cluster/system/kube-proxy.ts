import {kubernetesYaml} from '../../kube/kubernetes-yaml.ts';
import type {Manifest} from '../../kube/manifests/manifest.ts';
import {urlHost} from '../../network/address.ts';
import {type Fields, mergeDocument} from '../../node/kubeadm/merge-document.ts';
import {patchDocument} from '../../node/kubeadm/patch-documents.ts';
import {byFamily} from '../plan/addresses.ts';
import type {ApiAccess} from '../plan/api-access.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import {clusterPatches} from '../plan/kubeadm-patches.ts';
import {apiEndpointName, apiServerPort} from '../plan/names.ts';
import {accessAnnotation} from './api-environment.ts';
import {dottedFields} from './dotted-fields.ts';

const labels = {'k8s-app': 'kube-proxy'};
const meta = {name: 'kube-proxy', namespace: 'kube-system'};

/** kube-proxy with the names and the layout of kubeadm's addon, so that `kubeadm upgrade` finds it. */
export function kubeProxyObjects(spec: DecidedSpec, access: ApiAccess): Manifest[] {
  return [
    {apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta},
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: {name: 'kubeadm:node-proxier'},
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:node-proxier'},
      subjects: [{kind: 'ServiceAccount', name: 'kube-proxy', namespace: 'kube-system'}],
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {...meta, labels: {app: 'kube-proxy'}},
      data: {'config.conf': kubernetesYaml(kubeProxyConfiguration(spec)), 'kubeconfig.conf': kubernetesYaml(kubeconfig)},
    },
    daemonSet(`registry.k8s.io/kube-proxy:${spec.kubernetesVersion}`, access),
  ];
}

/** With the fields and patches of the specification. */
function kubeProxyConfiguration(spec: DecidedSpec): Fields {
  const fields = mergeDocument(configuration(spec.networking), dottedFields(spec.componentArguments.kubeProxy));
  return patchDocument(fields, clusterPatches(spec));
}

function configuration({podCIDR, kubeProxyMode}: DecidedSpec['networking']): Fields {
  const everywhere = byFamily(podCIDR).ipv4 === undefined ? '::' : '0.0.0.0';
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    bindAddress: everywhere,
    healthzBindAddress: `${urlHost(everywhere)}:10256`,
    metricsBindAddress: `${urlHost(everywhere)}:10249`,
    clientConnection: {kubeconfig: '/var/lib/kube-proxy/kubeconfig.conf'},
    clusterCIDR: podCIDR,
    mode: kubeProxyMode,
    // Both need CAP_SYS_RESOURCE or the host's own network namespace.
    oomScoreAdj: 0,
    conntrack: {maxPerCore: 0, min: 0},
    iptables: {minSyncPeriod: '100ms'},
    nftables: {minSyncPeriod: '100ms'},
  };
}

const kubeconfig = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [
    {
      name: 'default',
      cluster: {
        'certificate-authority': '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt',
        server: `https://${apiEndpointName}:${apiServerPort}`,
      },
    },
  ],
  contexts: [{name: 'default', context: {cluster: 'default', namespace: 'default', user: 'default'}}],
  'current-context': 'default',
  users: [{name: 'default', user: {tokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token'}}],
};

function daemonSet(image: string, {address}: ApiAccess): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {...meta, labels},
    spec: {
      selector: {matchLabels: labels},
      updateStrategy: {type: 'RollingUpdate'},
      template: {
        metadata: {labels, annotations: {[accessAnnotation]: address}},
        spec: {
          hostNetwork: true,
          priorityClassName: 'system-node-critical',
          serviceAccountName: 'kube-proxy',
          nodeSelector: {'kubernetes.io/os': 'linux'},
          tolerations: [{operator: 'Exists'}],
          containers: [
            {
              name: 'kube-proxy',
              image,
              imagePullPolicy: 'IfNotPresent',
              command: ['/usr/local/bin/kube-proxy', '--config=/var/lib/kube-proxy/config.conf', '--hostname-override=$(NODE_NAME)'],
              env: [{name: 'NODE_NAME', valueFrom: {fieldRef: {fieldPath: 'spec.nodeName'}}}],
              securityContext: {privileged: true},
              volumeMounts: [
                {name: 'kube-proxy', mountPath: '/var/lib/kube-proxy'},
                {name: 'xtables-lock', mountPath: '/run/xtables.lock'},
              ],
            },
          ],
          volumes: [
            {name: 'kube-proxy', configMap: {name: 'kube-proxy'}},
            {name: 'xtables-lock', hostPath: {path: '/run/xtables.lock', type: 'FileOrCreate'}},
          ],
        },
      },
    },
  };
}
