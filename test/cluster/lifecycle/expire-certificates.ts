import {docker} from '../support/docker.ts';
import {until} from '../support/until.ts';

/** What a year and a day would do in five seconds: kubeadm issues everything again with that validity. */
const onControlPlane = `
systemctl stop kubelet
sed 's/^certificateValidityPeriod: .*/certificateValidityPeriod: 5s/' /var/lib/flotilla/kubeadm.yaml > /run/short.yaml
kubeadm certs renew all --config /run/short.yaml
server=$(sed -n 's/^ *server: *//p' /etc/kubernetes/kubelet.conf)
kubeadm kubeconfig user --config /run/short.yaml --client-name "system:node:$(hostname)" --org system:nodes --validity-period 5s > /run/kubelet.conf
sed "s#server:.*#server: $server#" /run/kubelet.conf > /etc/kubernetes/kubelet.conf
rm -f /var/lib/kubelet/pki/kubelet-client-current.pem
systemctl start kubelet`;
const onWorker = `
systemctl stop kubelet
cat > /etc/kubernetes/kubelet.conf
rm -f /var/lib/kubelet/pki/kubelet-client-current.pem`;

/** Replaces the certificates of a control plane, and of a worker's kubelet, by some that have expired when this returns. */
export async function expireCertificates(controlPlane: string, worker?: string): Promise<void> {
  await docker(['exec', controlPlane, 'sh', '-euc', onControlPlane]);
  if (worker !== undefined) await expireWorker(controlPlane, worker);
  const check = 'openssl x509 -noout -checkend 0 -in /etc/kubernetes/pki/apiserver.crt';
  await until('the end of the certificates', async () =>
    (await docker(['exec', controlPlane, 'sh', '-c', `${check} || true`])).includes('will expire'),
  );
}

async function expireWorker(controlPlane: string, worker: string): Promise<void> {
  const identity = await docker([
    ...['exec', controlPlane, 'kubeadm', 'kubeconfig', 'user', '--config', '/run/short.yaml'],
    ...['--client-name', `system:node:${worker}`, '--org', 'system:nodes', '--validity-period', '5s'],
  ]);
  await docker(['exec', '-i', worker, 'sh', '-euc', onWorker], {input: identity});
}
