import {explainIssue} from '../explain-issue.ts';
import type {SpecFile} from '../spec-file.ts';
import {formatPath, type Path, specError} from '../spec-issue.ts';
import {convertKind, type KindRemark} from './convert-kind.ts';
import {kindApiVersion, kindDocumentSchema} from './kind-document.ts';
import {kindPath} from './kind-paths.ts';

/**
 * A cluster file of kind as one of ours: its data in our form, and places in it by our paths. Other files are given back as they are.
 * @throws AppError E_CONFIG with every problem and its place.
 */
export function readKindFile(file: SpecFile): SpecFile {
  const {raw} = file;
  const apiVersion = raw !== null && typeof raw === 'object' && 'apiVersion' in raw ? String(raw.apiVersion) : '';
  if (!apiVersion.startsWith('kind.x-k8s.io/')) return file;
  if (apiVersion !== kindApiVersion) {
    throw specError([
      line(file, {path: ['apiVersion'], message: `${apiVersion} is an old form of kind's cluster file; it must be ${kindApiVersion}`}),
    ]);
  }
  const result = kindDocumentSchema.safeParse(raw);
  if (!result.success) {
    const issues = result.error.issues.flatMap((issue) => explainIssue(issue, kindDocumentSchema, raw));
    throw specError(issues.toSorted((a, b) => offset(file, a) - offset(file, b)).map((issue) => line(file, issue)));
  }
  const {raw: converted, warnings, problems} = convertKind(result.data);
  if (problems.length > 0) throw specError(problems.map((problem) => line(file, problem)));
  return {
    raw: converted,
    place: file.place,
    shownPath: (path) => formatPath(kindPath(path)),
    offsetOf: (path, atKey) => file.offsetOf(kindPath(path), atKey),
    warnings: warnings.map((warning) => line(file, warning).line),
  };
}

interface Remark extends KindRemark {
  readonly atKey?: boolean;
}

const offset = (file: SpecFile, {path, atKey = false}: {readonly path: Path; readonly atKey?: boolean}): number =>
  file.offsetOf(path, atKey);

function line(file: SpecFile, remark: Remark) {
  return {id: 'E_CONFIG', line: `${file.place(offset(file, remark))} ${formatPath(remark.path)}: ${remark.message}`} as const;
}
