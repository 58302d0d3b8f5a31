import {resolve} from 'node:path';
import type {Interfaces} from '@oclif/core';
import type {SpecInput} from '../cluster/spec/read-spec.ts';
import type {SpecFlags} from '../cluster/spec/spec-flags.ts';
import {readClusterFile, readNamedFile} from './cluster-file.ts';
import type {specFlags} from './spec-flags.ts';

type SpecFlagValues = Partial<Interfaces.InferredFlags<typeof specFlags>>;

/** What the command line says about the cluster, with the texts of its files. @throws AppError E_FILE when one cannot be read. */
export async function specInput(flags: SpecFlagValues, profile: string | undefined): Promise<SpecInput> {
  const yaml = flags.config === undefined ? undefined : await readClusterFile(flags.config);
  return {...(yaml ? {yaml} : {}), flags: {...wordsOf(flags), name: profile, ...(await filesOf(flags))}};
}

function wordsOf(flags: SpecFlagValues): SpecFlags {
  return {
    nodes: flags.nodes,
    controlPlanes: flags['control-planes'],
    ha: flags.ha,
    cpus: flags.cpus,
    memory: flags.memory,
    kubernetesVersion: flags['kubernetes-version'],
    image: flags.image,
    addons: flags.addons,
    featureGates: flags['feature-gates'],
    runtimeConfig: flags['runtime-config'],
    extraConfig: words(flags['extra-config'], /\s+/),
    podCidr: flags['pod-cidr'],
    serviceCidr: flags['service-cidr'],
    subnet: flags.subnet,
    dnsDomain: flags['dns-domain'],
    kubeProxyMode: flags['kube-proxy-mode'],
    ipFamily: flags['ip-family'],
    networkPolicy: flags['network-policy'],
    apiServerPort: flags['apiserver-port'],
    apiServerAddress: flags['apiserver-address'],
    apiServerNames: flags['apiserver-names'],
    apiServerIps: flags['apiserver-ips'],
    taintControlPlanes: flags['taint-control-planes'],
    tunnel: flags.tunnel,
    port: words(flags.port, ','),
    registryMirror: words(flags['registry-mirror'], ','),
    insecureRegistry: flags['insecure-registry'],
    localRegistry: flags['local-registry'],
    localRegistryPort: flags['local-registry-port'],
    httpProxy: flags['http-proxy'],
    httpsProxy: flags['https-proxy'],
    noProxy: flags['no-proxy'],
    certExpiration: flags['cert-expiration'],
  };
}

/** The values of a flag that may be given several times; from the environment, oclif gives its variable as it is. */
function words(values: string[] | string | undefined, separator: RegExp | string): string[] | undefined {
  return typeof values === 'string' ? values.split(separator).filter(Boolean) : values;
}

/** Flags that name files, with their texts; relative paths start from the working folder. */
async function filesOf(flags: SpecFlagValues): Promise<SpecFlags> {
  const {cni} = flags;
  const mount = words(flags.mount, ',');
  const certificates = words(flags['ca-certificate'], ',');
  const isWord = cni === undefined || cni === 'default' || cni === 'none';
  return {
    cni: isWord ? cni : await readNamedFile(cni, '--cni'),
    caCertificate: certificates && (await Promise.all(certificates.map((file) => readNamedFile(file, '--ca-certificate')))),
    mount: mount?.map((text) => (/^\.\.?(?:[/:]|$)/.test(text) ? resolve(text.split(':')[0] ?? '') + text.slice(text.indexOf(':')) : text)),
  };
}
