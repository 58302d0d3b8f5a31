import type {Manifest} from '../../kube/manifests/manifest.ts';

const namespace = 'kube-system';
const name = 'storage-provisioner';
const serviceAccount = {kind: 'ServiceAccount', name, namespace};

/** Whose volumes stay on one node, and whose every node sees. */
export const provisioners = {local: 'rancher.io/local-path', shared: 'k8s.io/minikube-hostpath'} as const;

/** Where volumes lie: on the node's own volume, and on the one that all nodes of the cluster share. */
const paths = {local: '/var/lib/flotilla/volumes', shared: '/mnt/shared/volumes'};

/** Annotation of the class that claims get which name none; of several that have it, the newest. */
export const defaultMark = 'storageclass.kubernetes.io/is-default-class';

export interface StorageImages {
  readonly provisioner: string;
  /** Image of the short-lived pods that make and remove a volume's folder. */
  readonly helper: string;
}

/**
 * Dynamic volumes. Class `standard`, the default: a folder on the node where the pod runs. Provisioner `k8s.io/minikube-hostpath`, which
 * tutorials name in classes of their own with immediate binding: a folder that every node sees, so the pod may run anywhere.
 */
export function storageObjects({provisioner, helper}: StorageImages, api: readonly object[]): Manifest[] {
  return [...access(), ...configuration(helper), deployment(provisioner, helper, api), storageClass()];
}

function access(): Manifest[] {
  const meta = {name, namespace};
  return [
    {apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta},
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: meta,
      rules: [{apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch', 'create', 'patch', 'update', 'delete']}],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: meta,
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name},
      subjects: [serviceAccount],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: {name: `flotilla:${name}`},
      rules: [
        {
          apiGroups: [''],
          resources: ['nodes', 'persistentvolumeclaims', 'configmaps', 'pods', 'pods/log'],
          verbs: ['get', 'list', 'watch'],
        },
        {apiGroups: [''], resources: ['persistentvolumes'], verbs: ['get', 'list', 'watch', 'create', 'patch', 'update', 'delete']},
        {apiGroups: [''], resources: ['events'], verbs: ['create', 'patch']},
        {apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['get', 'list', 'watch']},
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: {name: `flotilla:${name}`},
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `flotilla:${name}`},
      subjects: [serviceAccount],
    },
  ];
}

function configuration(helperImage: string): Manifest[] {
  const scripts = {
    setup: '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
    teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
    'helperPod.yaml': JSON.stringify(helperPod(helperImage)),
  };
  const configMap = (suffix: string, config: object): Manifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name: `${name}-${suffix}`, namespace},
    data: {'config.json': JSON.stringify(config), ...scripts},
  });
  return [
    configMap('local', {nodePathMap: [{node: 'DEFAULT_PATH_FOR_NON_LISTED_NODES', paths: [paths.local]}]}),
    configMap('shared', {sharedFileSystemPath: paths.shared}),
  ];
}

function helperPod(image: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'helper-pod'},
    spec: {
      priorityClassName: 'system-node-critical',
      tolerations: [{operator: 'Exists'}],
      containers: [{name: 'helper-pod', image, imagePullPolicy: 'IfNotPresent'}],
    },
  };
}

function deployment(image: string, helper: string, api: readonly object[]): Manifest {
  const labels = {'app.kubernetes.io/name': name};
  const container = (suffix: string, provisionerName: string): object => ({
    name: suffix,
    image,
    imagePullPolicy: 'IfNotPresent',
    args: [
      'start',
      '--config=/etc/config/config.json',
      `--provisioner-name=${provisionerName}`,
      `--configmap-name=${name}-${suffix}`,
      `--helper-image=${helper}`,
      `--service-account-name=${name}`,
      `--namespace=${namespace}`,
    ],
    env: [...api, {name: 'POD_NAMESPACE', value: namespace}, {name: 'CONFIG_MOUNT_PATH', value: '/etc/config/'}],
    resources: {requests: {cpu: '5m', memory: '20Mi'}},
    volumeMounts: [{name: suffix, mountPath: '/etc/config'}],
  });
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name, namespace, labels},
    spec: {
      replicas: 1,
      selector: {matchLabels: labels},
      strategy: {type: 'Recreate'},
      template: {
        metadata: {labels},
        spec: {
          serviceAccountName: name,
          priorityClassName: 'system-cluster-critical',
          tolerations: [{key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'}],
          containers: [container('local', provisioners.local), container('shared', provisioners.shared)],
          volumes: ['local', 'shared'].map((suffix) => ({name: suffix, configMap: {name: `${name}-${suffix}`}})),
        },
      },
    },
  };
}

function storageClass(): Manifest {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {name: 'standard', annotations: {[defaultMark]: 'true'}},
    provisioner: provisioners.local,
    volumeBindingMode: 'WaitForFirstConsumer',
    reclaimPolicy: 'Delete',
  };
}
