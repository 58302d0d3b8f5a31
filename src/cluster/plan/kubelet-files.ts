import type {FileEntry} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import {kubernetesYaml} from '../../kube/kubernetes-yaml.ts';
import {kubeletDropIn, patchedKubeletConfiguration} from '../../node/kubeadm/kubelet-configuration.ts';
import type {DecidedSpec, NumberedNode, PlanFacts} from './cluster-plan.ts';
import {kubeletInput} from './kubeadm-input.ts';
import {nodePatches} from './kubeadm-patches.ts';
import {stateFolder} from './names.ts';
import {registrationOf} from './registration.ts';

/** What the kubelet of one node has besides what all share: a drop-in of its configuration, and arguments. */
export function kubeletFiles(spec: DecidedSpec, node: NumberedNode, facts: PlanFacts): FileEntry[] {
  const own = kubeletDropIn(patchedKubeletConfiguration(kubeletInput(spec, facts)), node.spec.kubelet, nodePatches(node));
  const dropIn = {apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', ...own};
  return [
    // The folder is read by names: the limits of the container, which the node writes to 40-limits.conf, give way to what was asked for.
    {path: `${stateFolder}/kubelet.d/50-node.conf`, content: kubernetesYaml(dropIn)},
    {path: `${stateFolder}/kubelet.env`, content: `KUBELET_EXTRA_ARGS="${commandLine(registrationOf(spec, node).kubeletArguments)}"\n`},
  ];
}

/** As systemd takes it from a file of variables, which it splits at spaces. @throws AppError E_CONFIG for what it would take apart. */
function commandLine(values: Readonly<Record<string, string>>): string {
  const words = Object.entries(values).map(([name, value]) => `--${name}=${value}`);
  const bad = words.find((word) => /[\s"'\\]/.test(word));
  if (bad === undefined) return words.join(' ');
  throw new AppError('E_CONFIG', `The argument ${bad} of the kubelet has a space or a quote in it.`, {
    hints: ['most settings of the kubelet are fields of KubeletConfiguration: `kubelet` in the cluster file'],
  });
}
