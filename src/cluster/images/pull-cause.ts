const wrapped =
  /^(?:pulling image(?: failed)?: )?(?:rpc error: code = \w+ desc = )?(?:failed to pull and unpack image "[^"]*": )?(?:failed to resolve reference "[^"]*": )?/;

/** Why a pull failed, without the layers of programs that pass the reason on: `crictl` gives one text with time, level and all their names. */
export function pullCause(details: readonly string[]): string {
  const text = details.findLast((line) => /\bmsg="/.test(line)) ?? details.at(-1) ?? '';
  const message = /\bmsg="((?:[^"\\]|\\.)*)"/.exec(text)?.[1]?.replaceAll(/\\(["\\])/g, '$1') ?? text;
  return message.replace(wrapped, '');
}
