/** Replaced by the build; absent where the source runs unbuilt. */
declare const FLOTILLA_COMMIT: string | undefined;

/** The commit that this program was built from, where the build knew it. */
export function builtCommit(): string | undefined {
  return typeof FLOTILLA_COMMIT === 'string' && FLOTILLA_COMMIT !== '' ? FLOTILLA_COMMIT : undefined;
}
