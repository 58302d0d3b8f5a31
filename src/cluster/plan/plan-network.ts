import type {NetworkSpec, Volume} from '../../engine/engine.ts';
import {label, layoutVersion} from '../labels.ts';
import {encodeSpec} from '../spec/encode-spec.ts';
import {byFamily, dynamicRange, gatewayAddress} from './addresses.ts';
import type {DecidedSpec} from './cluster-plan.ts';
import {networkName, sharedVolumeName} from './names.ts';

/** The specification is kept twice, on the network and on the shared volume, so that the loss of one loses nothing. */
const clusterLabels = (spec: DecidedSpec): Readonly<Record<string, string>> => ({
  [label.cluster]: spec.name,
  [label.layout]: layoutVersion,
  [label.spec]: encodeSpec(spec),
});

/** The network of a cluster. It has an IPv4 subnet in any case, for engines make none without. */
export function networkOf(spec: DecidedSpec): NetworkSpec {
  const {ipv4 = '', ipv6} = byFamily(spec.networking.subnet);
  return {
    name: networkName(spec.name),
    labels: clusterLabels(spec),
    ...addressesOf(ipv4),
    ...(ipv6 === undefined ? {} : {ipv6: addressesOf(ipv6)}),
  };
}

const addressesOf = (subnet: string) => ({subnet, gateway: gatewayAddress(subnet), ipRange: dynamicRange(subnet)});

/** The volume that all nodes of a cluster have in common. */
export function sharedVolumeOf(spec: DecidedSpec): Volume {
  return {name: sharedVolumeName(spec.name), labels: clusterLabels(spec)};
}
