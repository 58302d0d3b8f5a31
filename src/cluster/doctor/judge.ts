import {isAppError} from '../../errors/app-error.ts';
import type {Check} from './check.ts';
import {checkClusters, checkLeftovers} from './checks/cluster-checks.ts';
import {checkCapabilities, checkClock, checkEngine, checkEngineVersion} from './checks/engine-checks.ts';
import {checkAppArmor, checkCgroups, checkKernelFeatures, checkKmsg, checkNodeVersion, checkSwap} from './checks/kernel-checks.ts';
import {checkKubeconfig} from './checks/kubeconfig-check.ts';
import {checkInotifyInstances, checkInotifyWatches, checkOpenFiles} from './checks/limit-checks.ts';
import {checkPorts, checkSubnets} from './checks/network-checks.ts';
import {checkDisk, checkMemory} from './checks/resource-checks.ts';
import type {DoctorFacts} from './doctor-facts.ts';
import {plannedRoles, rolesToStart} from './planned-nodes.ts';

/** All findings, the most fundamental first. Without an engine only those remain that need none. */
export function judge(facts: DoctorFacts): readonly Check[] {
  const {engine, kernel, plannedNodes} = facts;
  if (isAppError(engine)) return [checkEngine(engine), checkNodeVersion(facts.nodeVersion), checkKubeconfig(facts.kubeconfig, undefined)];
  const {host, info, clusters, endpoint} = engine;
  const roles = plannedRoles(plannedNodes, clusters);
  return [
    checkEngine(engine),
    checkEngineVersion(engine),
    checkCapabilities(host),
    checkCgroups(info, kernel),
    checkKernelFeatures(kernel, info.kernelVersion),
    checkInotifyInstances(host, roles, facts.inotify),
    checkInotifyWatches(host, roles, endpoint.isLocal),
    checkOpenFiles(host),
    checkMemory(host, rolesToStart(plannedNodes, clusters)),
    checkDisk(host, info, facts.disk ?? {}),
    checkSubnets(engine),
    checkPorts(endpoint.isLocal, engine.ports),
    checkKmsg(kernel),
    checkClock(engine),
    checkAppArmor(host),
    checkSwap(kernel),
    checkNodeVersion(facts.nodeVersion),
    checkKubeconfig(facts.kubeconfig, clusters),
    checkClusters(engine),
    checkLeftovers(engine),
  ];
}
