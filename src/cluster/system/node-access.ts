import type {Manifest} from '../../kube/manifests/manifest.ts';

const name = 'flotilla:system-pods';
const namespace = 'kube-system';

/**
 * Lets kubelets read the ConfigMaps of the system's own pods, none of which is secret, and ask for the tokens of their service accounts,
 * without being asked which pods they run. The node authorizer may hear of a pod later than its kubelet does; a kubelet that is refused gives
 * the pod's volumes a rest that doubles from half a second up, and the start of a cluster waits for it. Tokens are given for pods of the
 * kubelet's own node alone all the same: the admission plugin NodeRestriction sees to that.
 */
export function nodeAccessObjects(system: readonly Manifest[]): Manifest[] {
  const resourceNames = ['kube-root-ca.crt', ...system.filter(({kind}) => kind === 'ConfigMap').map(({metadata}) => metadata.name)];
  const accounts = system.filter(({kind}) => kind === 'ServiceAccount').map((account) => account.metadata.name);
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: {name, namespace},
      rules: [
        {apiGroups: [''], resources: ['configmaps'], resourceNames, verbs: ['get', 'list', 'watch']},
        {apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: accounts, verbs: ['create']},
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: {name, namespace},
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name},
      subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:nodes'}],
    },
  ];
}
