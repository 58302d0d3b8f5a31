import type {Manifest} from '../../kube/manifests/manifest.ts';

const name = 'flotilla-tunnel';
const namespace = 'kube-system';
const meta = {name, namespace};
const subjects = [{kind: 'ServiceAccount', ...meta}];

/** Who the tunnel is for the API server. */
export const tokenSecret = {apiVersion: 'v1', kind: 'Secret', ...meta} as const;

/** What the tunnel needs of the API server: an account that may do what it does and nothing more, and a place to remember addresses. */
export const tunnelObjects: readonly Manifest[] = [
  {apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta, automountServiceAccountToken: false},
  // Names no data, so that what is remembered stays.
  {apiVersion: 'v1', kind: 'ConfigMap', metadata: meta},
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: {name},
    rules: [
      {apiGroups: [''], resources: ['services', 'nodes'], verbs: ['list', 'watch']},
      {apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch']},
      {apiGroups: [''], resources: ['services/status'], verbs: ['patch']},
      {apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create']},
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: {name},
    roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name},
    subjects,
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: meta,
    rules: [{apiGroups: [''], resources: ['configmaps'], resourceNames: [name], verbs: ['get', 'patch']}],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: meta,
    roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name},
    subjects,
  },
];

/** Kubernetes fills it with a token that does not expire. */
export const tokenSecretObject: Manifest = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {...meta, annotations: {'kubernetes.io/service-account.name': name}},
  type: 'kubernetes.io/service-account-token',
};
