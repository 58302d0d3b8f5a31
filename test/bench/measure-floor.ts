import {setTimeout as delay} from 'node:timers/promises';
import {nodeCapabilities} from '../../src/cluster/plan/node-capabilities.ts';
import type {Engine} from '../../src/engine/engine.ts';
import {nodeImageReference} from '../../src/images/node-image/node-image.ts';

const name = 'bench-floor';
const kubernetesVersion = 'v1.37.2';

/** Certificates are made before the clock starts: what is measured is the two programs that no cluster can do without. */
const prepare = `
/usr/local/lib/flotilla/wait-booted
cat > /root/kubeadm.yaml <<EOF
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: ${kubernetesVersion}
encryptionAlgorithm: ECDSA-P256
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: $(hostname -i)}
nodeRegistration: {criSocket: unix:///run/containerd/containerd.sock}
EOF
kubeadm init phase certs all --config /root/kubeadm.yaml
for program in etcd kube-apiserver; do
  ln -sf "$(find /usr/lib/flotilla/store -path "*/fs/usr/local/bin/$program" | head -n 1)" /usr/local/bin/$program
done
cat /usr/local/bin/etcd /usr/local/bin/kube-apiserver > /dev/null
`;

/** The same essential flags as kubeadm's manifests have. */
const serve = `
pki=/etc/kubernetes/pki
etcd --data-dir=/var/lib/etcd --listen-client-urls=https://127.0.0.1:2379 --advertise-client-urls=https://127.0.0.1:2379 \\
  --cert-file=$pki/etcd/server.crt --key-file=$pki/etcd/server.key --client-cert-auth --trusted-ca-file=$pki/etcd/ca.crt > /run/etcd.log 2>&1 &
kube-apiserver --advertise-address=$(hostname -i) --secure-port=6443 --service-cluster-ip-range=10.96.0.0/16 --authorization-mode=Node,RBAC \\
  --enable-admission-plugins=NodeRestriction --client-ca-file=$pki/ca.crt --tls-cert-file=$pki/apiserver.crt \\
  --tls-private-key-file=$pki/apiserver.key --etcd-servers=https://127.0.0.1:2379 --etcd-cafile=$pki/etcd/ca.crt \\
  --etcd-certfile=$pki/apiserver-etcd-client.crt --etcd-keyfile=$pki/apiserver-etcd-client.key \\
  --service-account-issuer=https://kubernetes.default.svc.cluster.local --service-account-key-file=$pki/sa.pub \\
  --service-account-signing-key-file=$pki/sa.key > /run/apiserver.log 2>&1 &
until [ "$(curl -sk --max-time 1 https://127.0.0.1:6443/readyz)" = ok ]; do sleep 0.02; done
`;

/**
 * The floor under every `start`: one container to a booted systemd, then etcd and kube-apiserver by hand to /readyz. Seconds.
 */
export async function measureFloor(engine: Engine): Promise<{readonly container: number; readonly apiServer: number}> {
  const signal = AbortSignal.timeout(120_000);
  const image = nodeImageReference(kubernetesVersion);
  const {capabilities} = await engine.hostFacts({signal, probeImage: image});
  await engine.containers.remove(name, {signal});
  const started = performance.now();
  await engine.containers.create(
    {
      name,
      image,
      labels: {},
      capDrop: ['ALL'],
      capAdd: nodeCapabilities(capabilities),
      securityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
      maskedPaths: [],
      readonlyPaths: [],
      deviceCgroupRules: ['a *:* rwm'],
      cgroupns: 'private',
      mounts: [
        {type: 'volume', target: '/var'},
        {type: 'tmpfs', target: '/run', tmpfsOptions: 'exec'},
        {type: 'tmpfs', target: '/tmp', tmpfsOptions: 'exec'},
      ],
      stopSignal: 'SIGRTMIN+3',
    },
    {signal},
  );
  try {
    await engine.containers.start(name, {signal});
    await run(engine, '/usr/local/lib/flotilla/wait-booted', signal);
    const booted = performance.now();
    await run(engine, prepare, signal);
    await delay(500, undefined, {signal});
    const prepared = performance.now();
    await run(engine, serve, signal);
    return {container: (booted - started) / 1000, apiServer: (performance.now() - prepared) / 1000};
  } finally {
    await engine.containers.remove(name, {signal: AbortSignal.timeout(30_000)});
  }
}

async function run(engine: Engine, script: string, signal: AbortSignal): Promise<void> {
  const {exitCode, stderr} = await engine.containers.exec(name, ['sh', '-euc', script], {signal});
  if (exitCode !== 0) throw new Error(`The floor could not be measured: ${stderr.toString().slice(-500)}`);
}
