import {AppError} from '../errors/app-error.ts';

/**
 * Fills a Go template of fields, such as `{{.Host}}`; conditions and functions of Go templates are not known. `what` ends the sentence
 * "… is not a field of …".
 * @throws AppError E_USAGE.
 */
export function fillFields(template: string, fields: Readonly<Record<string, unknown>>, what: string): string {
  return template.replaceAll(/\{\{(.*?)\}\}/g, (whole, expression: string) => {
    const name = expression.trim().replace(/^\./, '');
    if (Object.hasOwn(fields, name) && expression.trim().startsWith('.')) return String(fields[name]);
    throw new AppError('E_USAGE', `${whole} is not a field of ${what}.`, {
      hints: [
        `fields are ${Object.keys(fields)
          .map((field) => `{{.${field}}}`)
          .join(', ')}`,
      ],
    });
  });
}
