import {readFile} from 'node:fs/promises';
import {text as readAll} from 'node:stream/consumers';
import {Flags} from '@oclif/core';
import type {SpecInput} from '../cluster/spec/read-spec.ts';
import {AppError} from '../errors/app-error.ts';
import {listFlag} from './flags.ts';

const group = {helpGroup: 'CLUSTER'};

/** Flags that describe a cluster; the same words as minikube's where it has them. Values are checked with those of the file. */
export const specFlags = {
  config: Flags.string({
    ...group,
    env: 'FLOTILLA_CONFIG',
    helpValue: 'FILE',
    summary: 'Cluster specification in YAML; "-" reads standard input.',
  }),
  nodes: Flags.integer({...group, char: 'n', env: 'FLOTILLA_NODES', min: 1, summary: 'How many nodes, control planes included.'}),
  'control-planes': Flags.integer({...group, env: 'FLOTILLA_CONTROL_PLANES', min: 1, summary: 'How many of them are control planes.'}),
  cpus: Flags.string({...group, env: 'FLOTILLA_CPUS', helpValue: 'N|max|no-limit', summary: 'Processors of each node.'}),
  memory: Flags.string({
    ...group,
    char: 'm',
    env: 'FLOTILLA_MEMORY',
    helpValue: '5120|5g',
    summary: 'Memory of each node; a bare number is MiB.',
  }),
  'kubernetes-version': Flags.string({
    ...group,
    env: 'FLOTILLA_KUBERNETES_VERSION',
    helpValue: 'vX.Y.Z',
    summary: 'Version of Kubernetes.',
  }),
  image: Flags.string({
    ...group,
    env: 'FLOTILLA_IMAGE',
    helpValue: 'REF',
    summary: 'Node image to use in place of the one of the version.',
  }),
  'feature-gates': listFlag({
    ...group,
    env: 'FLOTILLA_FEATURE_GATES',
    helpValue: 'A=true,B=false',
    summary: 'Feature gates of all components.',
  }),
  'runtime-config': listFlag({
    ...group,
    env: 'FLOTILLA_RUNTIME_CONFIG',
    helpValue: 'api/all=true',
    summary: 'APIs to serve or not to serve.',
  }),
  'pod-cidr': Flags.string({...group, env: 'FLOTILLA_POD_CIDR', helpValue: 'CIDR', summary: 'Addresses of pods.'}),
  'service-cidr': Flags.string({...group, env: 'FLOTILLA_SERVICE_CIDR', helpValue: 'CIDR', summary: 'Addresses of Services.'}),
  subnet: Flags.string({...group, env: 'FLOTILLA_SUBNET', helpValue: 'CIDR', summary: 'Addresses of nodes; a free network unless told.'}),
  'dns-domain': Flags.string({...group, env: 'FLOTILLA_DNS_DOMAIN', helpValue: 'DOMAIN', summary: "The cluster's DNS domain."}),
  'kube-proxy-mode': Flags.string({
    ...group,
    env: 'FLOTILLA_KUBE_PROXY_MODE',
    helpValue: 'iptables|nftables',
    summary: 'How Services are programmed.',
  }),
  'apiserver-port': Flags.integer({
    ...group,
    env: 'FLOTILLA_APISERVER_PORT',
    summary: 'Port of the API server on this machine; a free one unless told.',
  }),
  'apiserver-address': Flags.string({
    ...group,
    env: 'FLOTILLA_APISERVER_ADDRESS',
    helpValue: 'IP',
    summary: 'Address of this machine for the API server.',
  }),
  'taint-control-planes': Flags.boolean({
    ...group,
    env: 'FLOTILLA_TAINT_CONTROL_PLANES',
    summary: 'Keep ordinary pods off the control planes.',
  }),
} as const;

interface SpecFlagValues {
  readonly config?: string | undefined;
  readonly nodes?: number | undefined;
  readonly 'control-planes'?: number | undefined;
  readonly cpus?: string | undefined;
  readonly memory?: string | undefined;
  readonly 'kubernetes-version'?: string | undefined;
  readonly image?: string | undefined;
  readonly 'feature-gates'?: readonly string[] | undefined;
  readonly 'runtime-config'?: readonly string[] | undefined;
  readonly 'pod-cidr'?: string | undefined;
  readonly 'service-cidr'?: string | undefined;
  readonly subnet?: string | undefined;
  readonly 'dns-domain'?: string | undefined;
  readonly 'kube-proxy-mode'?: string | undefined;
  readonly 'apiserver-port'?: number | undefined;
  readonly 'apiserver-address'?: string | undefined;
  readonly 'taint-control-planes'?: boolean | undefined;
}

/** What the command line says about the cluster, with the text of its file. @throws AppError E_FILE when the file cannot be read. */
export async function specInput(flags: SpecFlagValues, profile: string | undefined): Promise<SpecInput> {
  const yaml = flags.config === undefined ? undefined : await readConfig(flags.config);
  return {
    ...(yaml ? {yaml} : {}),
    flags: {
      name: profile,
      nodes: flags.nodes,
      controlPlanes: flags['control-planes'],
      cpus: flags.cpus,
      memory: flags.memory,
      kubernetesVersion: flags['kubernetes-version'],
      image: flags.image,
      featureGates: flags['feature-gates'],
      runtimeConfig: flags['runtime-config'],
      podCidr: flags['pod-cidr'],
      serviceCidr: flags['service-cidr'],
      subnet: flags.subnet,
      dnsDomain: flags['dns-domain'],
      kubeProxyMode: flags['kube-proxy-mode'],
      apiServerPort: flags['apiserver-port'],
      apiServerAddress: flags['apiserver-address'],
      taintControlPlanes: flags['taint-control-planes'],
    },
  };
}

async function readConfig(file: string): Promise<{text: string; fileName: string}> {
  if (file === '-') return {text: await readAll(process.stdin), fileName: 'standard input'};
  try {
    return {text: await readFile(file, 'utf8'), fileName: file};
  } catch (cause) {
    throw new AppError('E_FILE', `The file ${file} cannot be read.`, {cause, hints: ['check the path given with --config']});
  }
}
