/** The tutorial's, which its preset brings. */
const image = 'busybox:1.28';

export interface PodOptions {
  /** Where the profile is named. A server has a Service with a NodePort too. */
  readonly kind?: 'field' | 'annotation' | 'server';
  /** Any node unless told. */
  readonly node?: string;
}

/** A pod that is confined by a profile, said in the field or in the annotation of old. */
export function confinedPod(name: string, profile: string, {kind = 'field', node}: PodOptions = {}): string {
  const serve =
    'while true; do printf "HTTP/1.1 200 OK\\r\\nContent-Length: 27\\r\\n\\r\\nhello from a confined pod\\r\\n" | nc -l -p 8080; done';
  const command = kind === 'server' ? serve : 'echo "Hello AppArmor!" && sleep 24h';
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: {app: name},
      ...(kind === 'annotation' ? {annotations: {'container.apparmor.security.beta.kubernetes.io/hello': `localhost/${profile}`}} : {}),
    },
    spec: {
      ...(node === undefined ? {} : {nodeName: node}),
      terminationGracePeriodSeconds: 1,
      ...(kind === 'annotation' ? {} : {securityContext: {appArmorProfile: {type: 'Localhost', localhostProfile: profile}}}),
      containers: [{name: 'hello', image, command: ['sh', '-c', command]}],
    },
  };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name},
    spec: {type: 'NodePort', selector: {app: name}, ports: [{port: 8080, nodePort: 30080}]},
  };
  return JSON.stringify({apiVersion: 'v1', kind: 'List', items: kind === 'server' ? [pod, service] : [pod]});
}
