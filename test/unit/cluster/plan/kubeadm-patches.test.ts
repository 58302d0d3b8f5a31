import {describe, expect, test} from 'vitest';
import {parse, parseAllDocuments} from 'yaml';
import type {ClusterPlan, DecidedSpec} from '../../../../src/cluster/plan/cluster-plan.ts';
import {numberNodes} from '../../../../src/cluster/plan/number-nodes.ts';
import {planCluster} from '../../../../src/cluster/plan/plan-cluster.ts';
import {readSpec} from '../../../../src/cluster/spec/read-spec.ts';
import {sampleFacts} from '../../../fakes/sample-plan.ts';

interface Component {
  readonly extraArgs: readonly unknown[];
  readonly certSANs: readonly string[];
  readonly extraVolumes: readonly {readonly mountPath: string}[];
}

type Document = Readonly<Record<'apiServer' | 'controllerManager' | 'scheduler', Component>>;

/** The plan of a cluster file's fields. */
function planOf(fields: object): ClusterPlan {
  const text = JSON.stringify({apiVersion: 'flotilla.dev/v1alpha1', kind: 'Cluster', name: 'dev', ...fields});
  const asked = readSpec({yaml: {text, fileName: 'c.yaml'}, flags: {}});
  const spec = {
    ...asked,
    networking: {...asked.networking, subnet: '172.30.0.0/22'},
    apiServer: {...asked.apiServer, port: 16_443},
  } as DecidedSpec;
  const nodes = numberNodes(spec.name, spec.nodes);
  return planCluster({spec, nodes, image: 'flotilla/node:test', facts: sampleFacts, publicKey: 'ssh-ed25519 AAAA'});
}

const fileOf = (plan: ClusterPlan, node: number, name: string): string =>
  String(plan.nodes[node]?.files.find(({path}) => path.endsWith(`/${name}`))?.content);
const documentsOf = (plan: ClusterPlan, node = 0): Document[] =>
  parseAllDocuments(fileOf(plan, node, 'kubeadm.yaml')).map((document) => (document as {toJS(): Document}).toJS());
const argument = (name: string, value: string) => ({name, value});
const jsonPatch = (kind: string, version: string, patch: string) => ({group: 'kubeadm.k8s.io', version, kind, patch});

describe("patches for kubeadm's documents", () => {
  test('written for v1beta3, with maps of arguments, fit v1beta4', () => {
    const [cluster] = documentsOf(
      planOf({
        kubeadmPatches: ['kind: ClusterConfiguration\nscheduler:\n  extraArgs:\n    v: 4\n    leader-elect: null\n'],
        kubeadmPatchesJSON6902: [jsonPatch('ClusterConfiguration', 'v1beta3', '[{op: add, path: /apiServer/extraArgs/v, value: "5"}]')],
      }),
    );
    expect(cluster?.scheduler).toEqual({extraArgs: [argument('v', '4')]});
    expect(cluster?.apiServer.extraArgs).toEqual([argument('v', '5')]);
  });

  test('written for v1beta4 replace arguments by name and leave the others', () => {
    const text =
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\ncontrollerManager:\n  extraArgs: [{name: kube-api-qps, value: "9"}]\n';
    const [cluster] = documentsOf(planOf({kubeadmPatches: [text]}));
    expect(cluster?.controllerManager.extraArgs).toContainEqual(argument('allocate-node-cidrs', 'false'));
    expect(cluster?.controllerManager.extraArgs).toContainEqual(argument('kube-api-qps', '9'));
    expect(cluster?.controllerManager.extraArgs).not.toContainEqual(argument('kube-api-qps', '300'));
  });

  test('of the first control plane change the configuration of all, as in files of kind', () => {
    const patch = 'kind: ClusterConfiguration\napiServer: {extraArgs: {v: "7"}}\n';
    const plan = planOf({nodes: [{role: 'control-plane', kubeadmPatches: [patch]}, {role: 'control-plane'}, {role: 'control-plane'}]});
    for (const node of [0, 1, 2]) expect(documentsOf(plan, node)[0]?.apiServer.extraArgs).toContainEqual(argument('v', '7'));
  });

  test('add names to the certificate and take none away', () => {
    const [cluster] = documentsOf(
      planOf({
        apiServer: {certSANs: ['one.example.org']},
        kubeadmPatches: ['kind: ClusterConfiguration\napiServer: {certSANs: [two.example.org]}\n'],
      }),
    );
    expect(cluster?.apiServer.certSANs).toEqual(
      expect.arrayContaining(['one.example.org', 'two.example.org', '127.0.0.1', 'dev-control-plane']),
    );
  });

  test.each([
    ['kind: ClusterConfiguration\nnetworking: {podSubnet: 10.1.0.0/16}\n', /changes networking of kubeadm's ClusterConfiguration/],
    ['kind: InitConfiguration\nnodeRegistration: {name: other}\n', /changes name of kubeadm's InitConfiguration/],
    ['kind: InitConfiguration\nlocalAPIEndpoint: {bindPort: 1}\n', /changes localAPIEndpoint/],
  ])('may not change what the cluster is built on: %j', (patch, message) => {
    expect(() => planOf({kubeadmPatches: [patch]})).toThrow(message);
  });

  test('that do not fit are refused', () => {
    const patch = jsonPatch('ClusterConfiguration', 'v1beta4', '[{op: replace, path: /none/here, value: 1}]');
    expect(() => planOf({kubeadmPatchesJSON6902: [patch]})).toThrow(expect.objectContaining({id: 'E_CONFIG'}));
  });
});

describe('how nodes register', () => {
  const plan = planOf({
    nodes: [
      {
        role: 'control-plane',
        kubeadmPatches: ['kind: InitConfiguration\nnodeRegistration: {kubeletExtraArgs: {node-labels: "ingress-ready=true,a="}}\n'],
      },
      {
        role: 'worker',
        labels: {own: 'yes'},
        kubeadmPatches: [
          'kind: JoinConfiguration\nnodeRegistration: {taints: [{key: t, effect: NoSchedule}], kubeletExtraArgs: {v: "3", register-with-taints: "k=v:NoExecute"}}\n',
        ],
      },
      {role: 'worker'},
    ],
    kubeadmPatches: ['kind: JoinConfiguration\nnodeRegistration: {kubeletExtraArgs: {node-labels: "joined=yes"}}\n'],
    componentArguments: {kubelet: {'log-flush-frequency': '1s'}},
  });

  test('labels that are arguments of the kubelet become labels of the Node', () => {
    expect(plan.nodes.map(({labels}) => labels)).toEqual([
      {'node-role.kubernetes.io/control-plane': '', 'ingress-ready': 'true', a: ''},
      {'node-role.kubernetes.io/worker': '', own: 'yes', joined: 'yes'},
      {'node-role.kubernetes.io/worker': '', joined: 'yes'},
    ]);
  });

  test('and taints taints', () => {
    expect(plan.nodes.map(({taints}) => taints)).toEqual([
      [],
      [
        {key: 't', effect: 'NoSchedule'},
        {key: 'k', value: 'v', effect: 'NoExecute'},
      ],
      [],
    ]);
  });

  test('other arguments reach the kubelet', () => {
    expect([0, 1, 2].map((node) => fileOf(plan, node, 'kubelet.env'))).toEqual([
      'KUBELET_EXTRA_ARGS="--node-ip=172.30.0.10 --log-flush-frequency=1s"\n',
      'KUBELET_EXTRA_ARGS="--node-ip=172.30.0.11 --log-flush-frequency=1s --v=3"\n',
      'KUBELET_EXTRA_ARGS="--node-ip=172.30.0.12 --log-flush-frequency=1s"\n',
    ]);
  });

  test('an argument that systemd would take apart is refused', () => {
    expect(() => planOf({componentArguments: {kubelet: {'node-status': 'a b'}}})).toThrow(/has a space or a quote/);
  });
});

describe("the kubelet's configuration", () => {
  const plan = planOf({
    kubelet: {maxPods: 90, evictionHard: {'memory.available': '200Mi'}},
    kubeadmPatches: ['kind: KubeletConfiguration\nimageMaximumGCAge: 24h\n'],
    nodes: [
      {role: 'control-plane'},
      {
        role: 'worker',
        kubelet: {maxPods: 30},
        kubeadmPatchesJSON6902: [
          {
            group: 'kubelet.config.k8s.io',
            version: 'v1beta1',
            kind: 'KubeletConfiguration',
            patch: '[{op: replace, path: /evictionHard/memory.available, value: 300Mi}]',
          },
        ],
      },
    ],
  });

  test('of the cluster is what all share', () => {
    expect(documentsOf(plan)[2]).toMatchObject({
      maxPods: 90,
      imageMaximumGCAge: '24h',
      evictionHard: {'memory.available': '200Mi', 'nodefs.available': '0%'},
    });
  });

  test('of a node is a drop-in of what is different there', () => {
    const head = {apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration'};
    expect(parse(fileOf(plan, 0, '50-node.conf'))).toEqual(head);
    expect(parse(fileOf(plan, 1, '50-node.conf'))).toMatchObject({
      ...head,
      maxPods: 30,
      evictionHard: {'memory.available': '300Mi', 'nodefs.available': '0%'},
    });
    expect(parse(fileOf(plan, 1, '50-node.conf'))).not.toHaveProperty('imageMaximumGCAge');
  });
});

describe('files of the API server', () => {
  const plan = planOf({
    auditPolicy: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: []\n',
    componentArguments: {apiServer: {'audit-log-maxsize': '7'}},
    nodes: [{role: 'control-plane'}, {role: 'worker'}],
  });

  test('are on control planes, mounted, and named by its arguments', () => {
    const [cluster] = documentsOf(plan);
    expect(fileOf(plan, 0, 'audit-policy.yaml')).toContain('kind: Policy');
    expect(fileOf(plan, 1, 'audit-policy.yaml')).toBe('undefined');
    expect(cluster?.apiServer.extraVolumes.map(({mountPath}) => mountPath)).toEqual(['/etc/kubernetes/flotilla', '/var/log/kubernetes']);
    expect(cluster?.apiServer.extraArgs).toEqual(
      expect.arrayContaining([
        argument('audit-policy-file', '/etc/kubernetes/flotilla/audit-policy.yaml'),
        argument('audit-log-maxsize', '7'),
      ]),
    );
  });
});

describe('proxies', () => {
  test('are in the environment of nodes, and what is in the cluster is reached without', () => {
    const text = fileOf(planOf({proxy: {httpsProxy: 'http://p.example.org:1', noProxy: '.corp'}}), 0, 'proxy.env');
    expect(text).toContain('HTTPS_PROXY=http://p.example.org:1\nhttps_proxy=http://p.example.org:1\n');
    expect(text).not.toContain('HTTP_PROXY=');
    expect(/^NO_PROXY=(.*)$/m.exec(text)?.[1]?.split(',')).toEqual(
      expect.arrayContaining([
        '.corp',
        '172.30.0.0/22',
        '10.244.0.0/16',
        '10.96.0.0/16',
        'dev-control-plane',
        '.svc',
        '.svc.cluster.local',
        '127.0.0.1',
      ]),
    );
  });

  test('none: nothing', () => expect(fileOf(planOf({}), 0, 'proxy.env')).toBe(''));
});
