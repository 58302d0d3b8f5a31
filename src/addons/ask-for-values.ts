import type {OptionValues} from './addon-options.ts';
import type {Addon} from './read-addons.ts';

/** Asks for every option of an addon and every value of its Secret; what is answered with nothing stays as it is. */
export async function askForValues(
  {options, secret}: Pick<Addon, 'options' | 'secret'>,
  now: OptionValues,
  ask: (question: string, hidden: boolean) => Promise<string>,
): Promise<Record<string, string>> {
  const given: Record<string, string> = {};
  const keep = async (name: string, question: string, hidden: boolean): Promise<void> => {
    const answer = await ask(question, hidden);
    if (answer !== '') given[name] = answer;
  };
  for (const [name, option] of Object.entries(options))
    await keep(name, `${option.summary} (${name}, now ${now[name] ?? option.default})`, false);
  for (const {name, summary, hidden} of secret?.keys ?? []) await keep(name, `${summary} (${name})`, hidden);
  return given;
}
