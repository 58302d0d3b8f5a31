import {parseAllDocuments, stringify} from 'yaml';
import type {NodePlan} from '../../cluster/plan/cluster-plan.ts';
import type {SpecSource} from '../../cluster/spec/spec-sources.ts';
import type {DryRun} from '../../cluster/start/dry-run.ts';
import type {AskedPreset} from '../asked-cluster.ts';
import {presetDocument} from './started-text.ts';

/** What `start --dry-run -o json` prints: the specification, where its values come from, and the plan. Nothing in it is secret. */
export function dryRunDocument({exists, assumed, plan}: DryRun, sources: Readonly<Record<string, SpecSource>>, preset?: AskedPreset) {
  const {spec, network, sharedVolume, nodes, balancer} = plan;
  const {labels: _labels, ...shownNetwork} = network;
  return {
    name: spec.name,
    exists,
    assumed,
    ...(preset ? {preset: presetDocument(preset)} : {}),
    spec,
    sources,
    plan: {
      network: shownNetwork,
      volumes: [...nodes.map(({volume}) => volume.name), sharedVolume.name],
      nodes: nodes.map(nodeDocument),
      ...(balancer ? {loadBalancer: {container: balancer.container}} : {}),
    },
  };
}

function nodeDocument({name, role, index, addresses, podCIDRs, labels, taints, container, files}: NodePlan) {
  const kubeadm = files.find(({path}) => path.endsWith('/kubeadm.yaml'));
  return {
    name,
    role,
    index,
    addresses,
    podCIDRs,
    labels,
    taints,
    container,
    files: files.map(({path}) => path),
    ...(kubeadm
      ? {kubeadm: parseAllDocuments(String(kubeadm.content)).map((one) => ('toJS' in one ? (one.toJS() as unknown) : undefined))}
      : {}),
  };
}

/** The same for people: what the cluster is, and what is not as it would be by default. */
export function dryRunText({exists, assumed, plan}: DryRun, sources: Readonly<Record<string, SpecSource>>, preset?: AskedPreset): string {
  const {spec, nodes} = plan;
  const said = Object.entries(sources).filter(([, source]) => source !== 'default');
  return stringify(
    {
      cluster: spec.name,
      exists,
      ...(preset ? presetText(preset) : {}),
      kubernetesVersion: spec.kubernetesVersion,
      apiServer: `${spec.apiServer.address}:${spec.apiServer.port}`,
      subnet: spec.networking.subnet,
      nodes: nodes.map(({name, role, addresses, container}) => ({
        name,
        role,
        address: addresses.join(','),
        ...(container.cpus === undefined ? {} : {cpus: container.cpus}),
        ...(container.memoryBytes === undefined ? {} : {memory: `${container.memoryBytes / 1024 ** 2}Mi`}),
      })),
      sources: Object.fromEntries(said),
      ...(assumed.length > 0 ? {assumed} : {}),
    },
    {lineWidth: 0},
  );
}

const presetText = ({name, samples, scaled}: AskedPreset) => ({
  preset: name,
  ...(samples.length > 0 ? {samples: samples.join(', ')} : {}),
  ...(scaled.length > 0 ? {scaled: [...scaled]} : {}),
});
