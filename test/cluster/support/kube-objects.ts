import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';

interface Catalogue {
  readonly components: readonly {readonly name: string; readonly version: string}[];
}

const catalogue = parse(readFileSync(join(import.meta.dirname, '../../../images/components.yaml'), 'utf8'), {merge: true}) as Catalogue;
const busyboxVersion = catalogue.components.find(({name}) => name === 'busybox')?.version.slice(1);

/** A small image with a shell, wget and httpd that every node has. */
export const busybox = `docker.io/library/busybox:${busyboxVersion}`;

/** A web server on port 8080 whose page says who asked and who answered. */
export const whoServer = `mkdir -p /www/cgi-bin
cat > /www/cgi-bin/who <<'EOF'
#!/bin/sh
address=\${REMOTE_ADDR#[::ffff:}
printf 'Content-type: text/plain\\r\\n\\r\\n%s %s' "\${address%]}" "$HOSTNAME"
EOF
chmod +x /www/cgi-bin/who
echo serving
exec httpd -f -p 8080 -h /www`;

/** A pod on every node that answers `/cgi-bin/who`, with a Service on a port of every node and a port of its own host. */
export function webObjects(name: string, ports: {readonly nodePort: number; readonly hostPort: number}): object[] {
  const labels = {app: name};
  const container = {
    name: 'web',
    image: busybox,
    command: ['sh', '-c', whoServer],
    ports: [{containerPort: 8080, hostPort: ports.hostPort}],
    readinessProbe: {httpGet: {path: '/cgi-bin/who', port: 8080}, periodSeconds: 1},
  };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: {name},
      spec: {
        selector: {matchLabels: labels},
        template: {metadata: {labels}, spec: {terminationGracePeriodSeconds: 0, containers: [container]}},
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name},
      spec: {type: 'NodePort', selector: labels, ports: [{port: 80, targetPort: 8080, nodePort: ports.nodePort}]},
    },
  ];
}

export function claim(name: string, storageClassName?: string): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {name},
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: {requests: {storage: '16Mi'}},
      ...(storageClassName === undefined ? {} : {storageClassName}),
    },
  };
}

/** A pod on one node with a claim at /data that runs a script and then stays. */
export function podWithClaim(name: string, node: string, claimName: string, script: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name},
    spec: {
      nodeSelector: {'kubernetes.io/hostname': node},
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: 'main',
          image: busybox,
          command: ['sh', '-c', `${script}; touch /tmp/done; sleep 100000`],
          readinessProbe: {exec: {command: ['cat', '/tmp/done']}, periodSeconds: 1},
          volumeMounts: [{name: 'data', mountPath: '/data'}],
        },
      ],
      volumes: [{name: 'data', persistentVolumeClaim: {claimName}}],
    },
  };
}
