import {explainIssue} from './explain-issue.ts';
import {nameOfFlag} from './name-of-flag.ts';
import {type SpecFlags, specFlagsSchema} from './spec-flags.ts';
import {specError} from './spec-issue.ts';
import {withoutUndefined} from './without-undefined.ts';

/** Checks values of flags by themselves, without a cluster they are for. @throws AppError E_CONFIG, E_VERSION_UNSUPPORTED. */
export function checkFlags(flags: SpecFlags): void {
  const given = withoutUndefined(flags);
  const result = specFlagsSchema.safeParse(given);
  if (result.success) return;
  throw specError(
    result.error.issues
      .flatMap((issue) => explainIssue(issue, specFlagsSchema, given))
      .map(({id, path, message}) => ({id, line: `${nameOfFlag(String(path[0]))}: ${message}`})),
  );
}
