import type {FileEntry} from '../../engine/engine.ts';
import type {DecidedSpec} from './cluster-plan.ts';
import {stateFolder} from './names.ts';

/** Where the API server finds files of ours; a bind mount in the node makes /etc/kubernetes of this part of its volume. */
const folder = '/etc/kubernetes/flotilla';
const auditFolder = '/var/log/kubernetes';

/** Files that the API server's arguments name. */
export function apiServerFiles({admissionConfiguration, auditPolicy}: DecidedSpec): FileEntry[] {
  const file = (name: string, content: string | undefined): FileEntry[] =>
    content === undefined ? [] : [{path: `${stateFolder}/kubernetes/flotilla/${name}`, content, mode: 0o600}];
  return [...file('admission.yaml', admissionConfiguration), ...file('audit-policy.yaml', auditPolicy)];
}

/** The arguments for these files; those of the specification win. */
export function apiServerArguments({
  admissionConfiguration,
  auditPolicy,
  componentArguments,
}: DecidedSpec): Readonly<Record<string, string>> {
  return {
    ...(admissionConfiguration === undefined ? {} : {'admission-control-config-file': `${folder}/admission.yaml`}),
    ...(auditPolicy === undefined
      ? {}
      : {
          'audit-policy-file': `${folder}/audit-policy.yaml`,
          'audit-log-path': `${auditFolder}/audit.log`,
          'audit-log-maxsize': '20',
          'audit-log-maxbackup': '2',
        }),
    ...componentArguments.apiServer,
  };
}

/** The folders of the node that the API server needs for them. */
export function apiServerMounts({admissionConfiguration, auditPolicy}: DecidedSpec) {
  const needsFiles = admissionConfiguration !== undefined || auditPolicy !== undefined;
  return [
    ...(needsFiles ? [{name: 'flotilla-files', path: folder, readOnly: true}] : []),
    ...(auditPolicy === undefined ? [] : [{name: 'flotilla-audit', path: auditFolder, readOnly: false}]),
  ];
}
