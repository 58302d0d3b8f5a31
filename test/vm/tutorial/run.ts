import {strict as assert} from 'node:assert';
import {setTimeout as delay} from 'node:timers/promises';
import {bootMachine, onMachine} from '../support/machine.ts';
import {makeDataDisk} from './data-disk.ts';
import {confinedPod} from './pods.ts';

const image = process.env['FLOTILLA_IMAGE'] ?? 'flotilla/node:v1.37.2';
/** Milliseconds. */
const patienceMs = 15 * 60_000;
/** Milliseconds between two questions, each of which costs the machine a second or more. */
const pauseMs = 5000;
const began = performance.now();
const tell = (text: string): void => void process.stdout.write(`[${Math.round((performance.now() - began) / 1000)} s] ${text}\n`);

await using disk = await makeDataDisk(image);
tell(`disk with the program and ${image}`);
await using machine = await bootMachine({memoryMiB: 6144, cpus: 2, ports: 2, disks: [disk.file]});
tell('the machine answers');

/** Runs a command in the machine, shows it and what it says. */
async function sh(script: string, input = '', codes: readonly number[] = [0]): Promise<string> {
  tell(`$ ${script}`);
  const {stdout, stderr, exitCode} = await onMachine(
    machine,
    `set -o pipefail; export KUBECONFIG=/root/kubeconfig FLOTILLA_IMAGE=${image} PATH=$PATH:/opt/data/flotilla/bin\n${script}`,
    input,
  );
  process.stdout.write(`${[stdout, stderr].filter(Boolean).join('\n')}\n`);
  assert(codes.includes(exitCode), `exit code ${exitCode}`);
  return stdout;
}

/** What a command prints, once it is what is waited for: an API server that is emulated breaks off now and then. */
async function until(script: string, pattern: RegExp, input = ''): Promise<string> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const {stdout} = await onMachine(machine, `export KUBECONFIG=/root/kubeconfig PATH=$PATH:/opt/data/flotilla/bin\n${script}`, input);
    if (pattern.test(stdout)) {
      tell(`$ ${script}\n${stdout}`);
      return stdout;
    }
    await delay(pauseMs);
    assert(performance.now() < deadline, `${script} never said ${pattern}; at last: ${stdout}`);
  }
}

const apply = (manifest: string): Promise<string> => until('flotilla kubectl -- apply -f - 2>&1', /created|configured|unchanged/, manifest);

/** The pod is confined, and may not write. */
async function expectConfined(pod: string): Promise<void> {
  await until(`flotilla kubectl -- exec ${pod} -- cat /proc/1/attr/current`, /^k8s-apparmor-example-deny-write \(enforce\)/);
  await until(`flotilla kubectl -- exec ${pod} -- touch /tmp/test 2>&1`, /touch: \/tmp\/test: Permission denied/);
}

await sh(
  'mkdir -p /opt/data && mount -o noatime /dev/vdb /opt/data && stat -fc %T /sys/fs/cgroup && grep CapBnd /proc/self/status && uname -r',
);
await sh('systemctl start docker && docker info 2>/dev/null | grep -iE "server version|cgroup|security|apparmor"');
await sh('docker load < /opt/data/images.tar');
await sh('flotilla doctor', '', [0, 14, 23, 29, 36]);
await sh('flotilla start --preset apparmor -n 1 --wait-timeout 45m --wait apiserver,node_ready -o json | tail -n 3');
await sh('flotilla preset check apparmor', '', [0, 108]);
await sh('flotilla apparmor status');
await sh('flotilla kubectl -- get nodes -o wide');

// The tutorial: profiles on every node, the preset's own, by exec and by SSH.
await sh('flotilla apparmor list | grep k8s-apparmor-example-deny-write');
await sh('flotilla apparmor load deny-write');
await sh('flotilla apparmor load audit-write --transport ssh');
await sh('flotilla apparmor list | grep -v runc');
await sh('flotilla kubectl -- get node -L apparmor.flotilla.dev/k8s-apparmor-example-deny-write');

await apply(confinedPod('hello-apparmor', 'k8s-apparmor-example-deny-write'));
await apply(confinedPod('old-annotation', 'k8s-apparmor-example-deny-write', {kind: 'annotation'}));
await apply(confinedPod('hello-apparmor-2', 'k8s-apparmor-example-allow-write'));
await until('flotilla kubectl -- get pods -o wide', /hello-apparmor +1\/1[\s\S]*old-annotation +1\/1/);
for (const pod of ['hello-apparmor', 'old-annotation']) await expectConfined(pod);
await until('flotilla kubectl -- describe pod hello-apparmor-2 | tail -n 8', /apparmor.*not found|not loaded/i);
await until('flotilla status 2>&1', /k8s-apparmor-example-allow-write/);
await until('flotilla doctor | grep -i -A3 apparmor', /k8s-apparmor-example-allow-write/);

// A node that restarts has the profile before its pods, even when the kernel has lost it.
const node = 'flotilla-control-plane';
await sh(
  `docker stop -t 60 ${node} && printf k8s-apparmor-example-deny-write > /sys/kernel/security/apparmor/.remove; ! grep deny-write /sys/kernel/security/apparmor/profiles`,
);
await sh(`docker start ${node}`);
await until('cat /sys/kernel/security/apparmor/profiles', /deny-write \(enforce\)/);
await until(
  `flotilla kubectl -- exec hello-apparmor -- cat /proc/1/attr/current 2>&1; flotilla kubectl -- get pods`,
  /^k8s-apparmor-example-deny-write \(enforce\)/,
);

// A node that is added has them too.
const worker = 'flotilla-worker';
await sh('flotilla node add --wait-timeout 30m');
await sh('flotilla apparmor list -n worker | grep -v runc');
await apply(confinedPod('on-the-added-node', 'k8s-apparmor-example-deny-write', {node: worker}));
await until('flotilla kubectl -- get pods -o wide', /on-the-added-node +1\/1/);
await expectConfined('on-the-added-node');

// A NodePort, and the end: what the cluster loaded goes, what the host has stays. The other profile has no word for the network, so that a
// server confined by it may not listen.
await apply(confinedPod('web', 'k8s-apparmor-example-audit-write', {kind: 'server'}));
await until(`docker exec ${node} curl -s --max-time 20 http://${node}:30080/`, /hello from a confined pod/);
const before = await sh('flotilla apparmor list -o json');
assert.match(before, /k8s-apparmor-example-audit-write/);

// Another cluster, made with one of the profiles: the kernel is the same, so the profile stays until both are gone.
await sh('flotilla stop');
const sharing = [
  'apiVersion: flotilla.dev/v1alpha1',
  'kind: Cluster',
  'apparmorProfiles: [/opt/data/flotilla/images/apparmor/deny-write.profile]',
];
await sh('flotilla start -p second --config - --wait-timeout 45m --wait apiserver -o json | tail -n 1', sharing.join('\n'));
await sh('flotilla delete');
const shared = await sh('cat /sys/kernel/security/apparmor/profiles');
assert.match(shared, /k8s-apparmor-example-deny-write \(enforce\)/);
assert.doesNotMatch(shared, /k8s-apparmor-example-audit-write/);
await sh('flotilla delete -p second');
const left = await sh(
  'cat /sys/kernel/security/apparmor/profiles; docker ps -aq; docker network ls -q --filter label=dev.flotilla.cluster; docker volume ls -q',
);
assert.doesNotMatch(left, /k8s-apparmor-example/);
assert.match(left, /docker-default \(enforce\)/);
tell('The tutorial is done.');
