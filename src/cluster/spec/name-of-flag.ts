/** `podCidr` as `pod-cidr`; "apiserver" is one word in minikube's flags, and the name of a cluster is its profile. */
export function nameOfFlag(key: string): string {
  if (key === 'name') return 'profile';
  return key.replace('apiServer', 'apiserver').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
