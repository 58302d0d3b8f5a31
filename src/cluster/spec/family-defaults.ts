import type {IpFamily, Networking} from './cluster-spec.ts';
import {specDefaults} from './spec-defaults.ts';

const {podCIDR, serviceCIDR} = specDefaults.networking;
/** kind's. */
const ipv6 = {podCIDR: 'fd00:10:244::/56', serviceCIDR: 'fd00:10:96::/112'};

/** Networks of pods and Services where none are asked for. */
export const familyDefaults: Readonly<Record<IpFamily, Pick<Networking, 'podCIDR' | 'serviceCIDR'>>> = {
  ipv4: {podCIDR, serviceCIDR},
  ipv6,
  dual: {podCIDR: `${podCIDR},${ipv6.podCIDR}`, serviceCIDR: `${serviceCIDR},${ipv6.serviceCIDR}`},
};
