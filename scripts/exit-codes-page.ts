import {errorCatalogue} from '../src/errors/catalogue.ts';

/** docs/exit-codes.md, made from the catalogue of errors. */
export function exitCodesPage(): string {
  const rows = Object.entries(errorCatalogue)
    .sort(([, a], [, b]) => a.exitCode - b.exitCode)
    .map(([id, {exitCode, meaning}]) => `| ${exitCode} | \`${id}\` | ${meaning} |`);
  return `# Exit codes

<!-- Generated from src/errors/catalogue.ts by \`npm run docs\`. -->

A command ends with 0 when it did what it was asked. Otherwise standard error says what failed, what to try and, in brackets, the id
of the error; with \`-o json\` standard output ends with \`{"type": "error", "error": {"id", "message", "hints", "details", "exitCode"}}\`.

The codes follow minikube's families. The tens say where: 10 program, 20 resource, 30 host, 40 download, 50 engine, 70 local network,
80 node, 90 runtime, 100 control plane, 110 service. The last digit says what: 0 error, 1 conflict, 2 timeout, 3 not running, 4 usage,
5 not found, 6 unsupported, 7 permission, 8 configuration, 9 unavailable.

\`flotilla status\` uses 1 to 7 for its answer, as minikube does: the sum of 1 (a host is not running), 2 (a kubelet or API server is
not running) and 4 (the kubeconfig does not point to the cluster).

| Code | Id | Meaning |
|---|---|---|
${rows.join('\n')}
`;
}
