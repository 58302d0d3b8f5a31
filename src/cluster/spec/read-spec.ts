import type {z} from 'zod';
import type {ErrorId} from '../../errors/catalogue.ts';
import {applyDefaults} from './apply-defaults.ts';
import {checkSpec} from './check-spec.ts';
import {clusterDocumentSchema, specApiVersion} from './cluster-document.ts';
import type {ClusterSpec} from './cluster-spec.ts';
import {explainIssue} from './explain-issue.ts';
import {flagPlaces} from './flag-places.ts';
import {inlineFiles, type NamedFiles} from './inline-files.ts';
import {mergeSpec} from './merge-spec.ts';
import {nameOfFlag} from './name-of-flag.ts';
import {openSpecFile} from './open-spec-file.ts';
import {planNodeList} from './plan-node-list.ts';
import type {SpecFile} from './spec-file.ts';
import {type CheckedFlags, type SpecFlags, specFlagsSchema} from './spec-flags.ts';
import {formatPath, type SpecIssue, specError} from './spec-issue.ts';
import {withoutFaults} from './without-faults.ts';
import {withoutUndefined} from './without-undefined.ts';

export interface SpecInput {
  /** The cluster file; `fileName` is for messages, `files` has the texts of files that it names. */
  readonly yaml?: {readonly text: string; readonly fileName: string; readonly files?: NamedFiles};
  readonly flags: SpecFlags;
  /** What counts where neither a flag nor the file says anything: what a preset says, whose addons count in any case. */
  readonly preset?: SpecFlags;
  /** What counts where none of these says anything: the user's own defaults. */
  readonly defaults?: SpecFlags;
  /** What the environment says by variables that are not Flotilla's, such as HTTP_PROXY: the weakest. */
  readonly ambient?: SpecFlags;
}

const noFiles: NamedFiles = {folder: '/', texts: {}};

interface Problem {
  readonly id: ErrorId;
  /** In the file's text; -1 for a flag. */
  readonly offset: number;
  readonly line: string;
}

/** Flags that a place in the file is about, in the order in which they are blamed. */
const flagsOfPlace = (place: string): readonly (keyof CheckedFlags)[] =>
  (Object.keys(flagPlaces) as (keyof CheckedFlags)[]).filter((flag) => flagPlaces[flag] === place);

/**
 * The specification that a file and flags describe; a flag wins over the file, the file over the preset, and that over the defaults.
 * @throws AppError with every problem and its place (`cluster.yaml:4:11 nodes[1].role: …`, `--memory: …`): E_CONFIG, or E_MEMORY
 * or E_VERSION_UNSUPPORTED when that is all there is.
 */
export function readSpec(input: SpecInput): ClusterSpec {
  const {yaml} = input;
  const file = yaml && openSpecFile(yaml);
  const raw = file ? file.raw : {apiVersion: specApiVersion, kind: 'Cluster'};
  const asked = allSaid(raw, input);
  const given = validate(specFlagsSchema, asked.flags);
  const document = readDocument(asked.raw, yaml?.files);
  const problems = [
    ...given.issues.map((issue) => problemOfFlag(String(issue.path[0]), issue)),
    ...document.issues.map((issue) => problemInFile(file, issue)),
  ];
  if (document.data && given.data) {
    const checked = given.data;
    const {nodes, issues} = planNodeList(document.data.nodes, checked);
    const spec = mergeSpec(
      document.data,
      checked,
      nodes.map(({node}) => node),
    );
    for (const issue of [...issues, ...checkSpec(nodes, spec.networking)]) {
      const flag = flagBehind(issue, checked);
      problems.push(flag === undefined ? problemInFile(file, issue) : problemOfFlag(flag, issue));
    }
    if (problems.length === 0) return spec;
  }
  throw specError(problems.toSorted((a, b) => a.offset - b.offset));
}

/** The file and the flags, with what counts where neither says anything. */
function allSaid(raw: unknown, {flags, preset = {}, defaults = {}, ambient = {}}: SpecInput): ReturnType<typeof applyDefaults> {
  const said = applyDefaults(raw, withoutUndefined(flags), {...ambient, ...withoutUndefined(defaults), ...withoutUndefined(preset)});
  return preset.addons ? {...said, flags: {...said.flags, addons: [...(said.flags.addons ?? []), ...preset.addons]}} : said;
}

/** The file's data after validation, with the texts of the files it names; an empty document without a file. */
function readDocument(raw: unknown, files: NamedFiles = noFiles) {
  const inlined = inlineFiles(raw, files);
  const {data, issues} = validate(clusterDocumentSchema, inlined.raw);
  const unread = new Set(inlined.issues.map(({path}) => formatPath(path)));
  return {data, issues: [...inlined.issues, ...issues.filter(({path}) => !unread.has(formatPath(path)))]};
}

function problemInFile(file: SpecFile | undefined, {id, path, message, atKey = false}: SpecIssue): Problem {
  const field = path.length === 0 ? '' : `${(file?.shownPath ?? formatPath)(path)}: `;
  if (!file) return {id, offset: 0, line: `${field}${message}`};
  const offset = file.offsetOf(path, atKey);
  return {id, offset, line: `${file.place(offset)} ${field}${message}`};
}

function problemOfFlag(flag: string, {id, message}: SpecIssue): Problem {
  return {id, offset: -1, line: `--${nameOfFlag(flag)}: ${message}`};
}

/** The flag that gave the value an issue is about, if one did. */
function flagBehind({path}: SpecIssue, flags: CheckedFlags): string | undefined {
  const place = path.at(-1) === 'memory' ? 'nodes[].memory' : formatPath(path);
  return flagsOfPlace(place).find((key) => flags[key] !== undefined);
}

/** All issues, and the data as far as it is good, so that later checks can add theirs. */
function validate<T extends z.ZodType>(
  schema: T,
  raw: unknown,
): {readonly data: z.output<T> | undefined; readonly issues: readonly SpecIssue[]} {
  const result = schema.safeParse(raw);
  if (result.success) return {data: result.data, issues: []};
  const issues = result.error.issues.flatMap((issue) => explainIssue(issue, schema, raw));
  return {
    data: schema.safeParse(
      withoutFaults(
        raw,
        issues.map(({path}) => path),
      ),
    ).data,
    issues,
  };
}
