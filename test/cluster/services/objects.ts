import {busybox} from '../support/kube-objects.ts';

/** A web server on port 8080 that says which pod answers, on which node. */
const script = `mkdir -p /www/cgi-bin
printf '%s\\n' '#!/bin/sh' 'printf "Content-type: text/plain\\r\\n\\r\\n%s on %s" "$HOSTNAME" "$NODE"' > /www/cgi-bin/who
chmod +x /www/cgi-bin/who
exec httpd -f -p 8080 -h /www`;

interface WebOptions {
  readonly replicas?: number;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly readinessProbe?: object;
}

/** A Deployment of the web server, or of something that fails to be one. */
export function deployment(name: string, {replicas = 1, image = busybox, command = ['sh', '-c', script], ...options}: WebOptions = {}) {
  const {nodeSelector = {}, readinessProbe = {tcpSocket: {port: 8080}, periodSeconds: 1}} = options;
  const env = [{name: 'NODE', valueFrom: {fieldRef: {fieldPath: 'spec.nodeName'}}}];
  const container = {name: 'web', image, command, env, ports: [{name: 'http', containerPort: 8080}], readinessProbe};
  const spec = {terminationGracePeriodSeconds: 0, nodeSelector, containers: [container]};
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name},
    spec: {replicas, selector: {matchLabels: {app: name}}, template: {metadata: {labels: {app: name}}, spec}},
  };
}

/** A Service in front of the pods of an app. */
export function service(name: string, app: string, spec: object = {}) {
  const ports = [{name: 'http', port: 80, targetPort: 'http'}];
  return {apiVersion: 'v1', kind: 'Service', metadata: {name}, spec: {type: 'NodePort', selector: {app}, ports, ...spec}};
}
