/** The version of Kubernetes a cluster gets unless another is asked for. */
export const defaultKubernetesVersion = 'v1.37.2';

/** The versions that node images can be built for, newest first. */
export const supportedKubernetesVersions = ['v1.37.2', 'v1.36.3'] as const;
