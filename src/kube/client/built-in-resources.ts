/** Where a kind is in the API: `deployments`, and whether each is in a namespace. */
export interface ResourceType {
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Kinds of Kubernetes itself by API group, `plural` or `/plural` for those of the whole cluster; they need no discovery. */
const builtIn: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': {
    ConfigMap: 'configmaps',
    Endpoints: 'endpoints',
    Event: 'events',
    LimitRange: 'limitranges',
    Namespace: '/namespaces',
    Node: '/nodes',
    PersistentVolume: '/persistentvolumes',
    PersistentVolumeClaim: 'persistentvolumeclaims',
    Pod: 'pods',
    ReplicationController: 'replicationcontrollers',
    ResourceQuota: 'resourcequotas',
    Secret: 'secrets',
    Service: 'services',
    ServiceAccount: 'serviceaccounts',
  },
  'admissionregistration.k8s.io': {
    MutatingWebhookConfiguration: '/mutatingwebhookconfigurations',
    ValidatingAdmissionPolicy: '/validatingadmissionpolicies',
    ValidatingAdmissionPolicyBinding: '/validatingadmissionpolicybindings',
    ValidatingWebhookConfiguration: '/validatingwebhookconfigurations',
  },
  'apiextensions.k8s.io': {CustomResourceDefinition: '/customresourcedefinitions'},
  'apiregistration.k8s.io': {APIService: '/apiservices'},
  apps: {
    ControllerRevision: 'controllerrevisions',
    DaemonSet: 'daemonsets',
    Deployment: 'deployments',
    ReplicaSet: 'replicasets',
    StatefulSet: 'statefulsets',
  },
  autoscaling: {HorizontalPodAutoscaler: 'horizontalpodautoscalers'},
  batch: {CronJob: 'cronjobs', Job: 'jobs'},
  'certificates.k8s.io': {CertificateSigningRequest: '/certificatesigningrequests'},
  'coordination.k8s.io': {Lease: 'leases'},
  'discovery.k8s.io': {EndpointSlice: 'endpointslices'},
  'networking.k8s.io': {
    IPAddress: '/ipaddresses',
    Ingress: 'ingresses',
    IngressClass: '/ingressclasses',
    NetworkPolicy: 'networkpolicies',
    ServiceCIDR: '/servicecidrs',
  },
  'node.k8s.io': {RuntimeClass: '/runtimeclasses'},
  policy: {Eviction: 'evictions', PodDisruptionBudget: 'poddisruptionbudgets'},
  'rbac.authorization.k8s.io': {
    ClusterRole: '/clusterroles',
    ClusterRoleBinding: '/clusterrolebindings',
    Role: 'roles',
    RoleBinding: 'rolebindings',
  },
  'scheduling.k8s.io': {PriorityClass: '/priorityclasses'},
  'storage.k8s.io': {
    CSIDriver: '/csidrivers',
    CSINode: '/csinodes',
    CSIStorageCapacity: 'csistoragecapacities',
    StorageClass: '/storageclasses',
    VolumeAttachment: '/volumeattachments',
  },
};

/** The resource of a kind of Kubernetes itself, or undefined for all others. */
export function builtInResource(apiVersion: string, kind: string): ResourceType | undefined {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const written = builtIn[group ?? '']?.[kind];
  return written === undefined ? undefined : {plural: written.replace('/', ''), namespaced: !written.startsWith('/')};
}
