import type {Manifest} from '../../kube/manifests/manifest.ts';
import type {DecidedSpec} from '../plan/cluster-plan.ts';
import {clusterDnsAddress} from '../plan/kubeadm-input.ts';

const selector = {'k8s-app': 'kube-dns'};
const meta = {name: 'coredns', namespace: 'kube-system'};

/**
 * CoreDNS with the names of kubeadm's addon. Names outside the cluster go to the node's forwarder (its /etc/resolv.conf for pods),
 * which knows the engine's resolver and the host's name.
 */
export function coreDnsObjects(spec: DecidedSpec, image: string, replicas: number, env: readonly object[]): Manifest[] {
  return [
    {apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta},
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: {name: 'system:coredns'},
      rules: [
        {apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch']},
        {apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch']},
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: {name: 'system:coredns'},
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns'},
      subjects: [{kind: 'ServiceAccount', name: 'coredns', namespace: 'kube-system'}],
    },
    {apiVersion: 'v1', kind: 'ConfigMap', metadata: meta, data: {Corefile: corefile(spec.networking.dnsDomain, spec.hostAliases)}},
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kube-dns',
        namespace: 'kube-system',
        labels: {...selector, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS'},
        annotations: {'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true'},
      },
      spec: {
        clusterIP: clusterDnsAddress(spec.networking.serviceCIDR),
        selector,
        ports: [
          {name: 'dns', port: 53, protocol: 'UDP', targetPort: 53},
          {name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53},
          {name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153},
        ],
      },
    },
    deployment(image, replicas, env),
  ];
}

function corefile(domain: string, aliases: DecidedSpec['hostAliases']): string {
  return `.:53 {
    errors
    health {
        lameduck 5s
    }
    ready
    kubernetes ${domain} in-addr.arpa ip6.arpa {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 30
    }
    prometheus :9153${hostsBlock(aliases)}
    forward . /etc/resolv.conf {
        max_concurrent 1000
    }
    cache 30 {
        disable success ${domain}
        disable denial ${domain}
    }
    loop
    reload
    loadbalance
}
`;
}

/** Names that the specification adds, before names outside the cluster are asked for. */
function hostsBlock(aliases: DecidedSpec['hostAliases']): string {
  if (aliases.length === 0) return '';
  const lines = aliases.map(({ip, hostnames}) => `        ${ip} ${hostnames.join(' ')}\n`);
  return `\n    hosts {\n${lines.join('')}        fallthrough\n    }`;
}

function deployment(image: string, replicas: number, env: readonly object[]): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {...meta, labels: selector},
    spec: {
      replicas,
      selector: {matchLabels: selector},
      strategy: {type: 'RollingUpdate', rollingUpdate: {maxUnavailable: 1}},
      template: {
        metadata: {labels: selector},
        spec: {
          serviceAccountName: 'coredns',
          priorityClassName: 'system-cluster-critical',
          dnsPolicy: 'Default',
          nodeSelector: {'kubernetes.io/os': 'linux'},
          tolerations: [
            {key: 'CriticalAddonsOnly', operator: 'Exists'},
            {key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'},
          ],
          affinity: {
            podAntiAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [
                {weight: 100, podAffinityTerm: {labelSelector: {matchLabels: selector}, topologyKey: 'kubernetes.io/hostname'}},
              ],
            },
          },
          containers: [
            {
              name: 'coredns',
              image,
              imagePullPolicy: 'IfNotPresent',
              args: ['-conf', '/etc/coredns/Corefile'],
              env,
              resources: {limits: {memory: '170Mi'}, requests: {cpu: '100m', memory: '70Mi'}},
              ports: [
                {name: 'dns', containerPort: 53, protocol: 'UDP'},
                {name: 'dns-tcp', containerPort: 53, protocol: 'TCP'},
                {name: 'metrics', containerPort: 9153, protocol: 'TCP'},
              ],
              livenessProbe: {httpGet: {path: '/health', port: 8080}, initialDelaySeconds: 60, timeoutSeconds: 5, failureThreshold: 5},
              // Upstream asks every 10 s; the cluster counts as ready when this answers.
              readinessProbe: {httpGet: {path: '/ready', port: 8181}, periodSeconds: 1, failureThreshold: 5},
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: {add: ['NET_BIND_SERVICE'], drop: ['ALL']},
              },
              volumeMounts: [{name: 'config-volume', mountPath: '/etc/coredns', readOnly: true}],
            },
          ],
          volumes: [{name: 'config-volume', configMap: {name: 'coredns', items: [{key: 'Corefile', path: 'Corefile'}]}}],
        },
      },
    },
  };
}
