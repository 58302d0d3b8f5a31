import {resolve} from 'node:path';
import {AppError} from '../../errors/app-error.ts';
import {mountFlagSchema} from '../spec/flag-values.ts';
import type {LiveMount} from './mount-keeper.ts';

/** Reads `HOST:NODE[:ro]`; a relative path of the host starts from the working folder. @throws AppError E_USAGE. */
export function parseMount(text: string): LiveMount {
  const [host = '', ...rest] = text.split(':');
  const whole = host === '' || host.startsWith('/') || host.startsWith('~') ? host : resolve(host);
  const {data, error} = mountFlagSchema.safeParse([whole, ...rest].join(':'));
  if (data) return {hostPath: resolve(data.hostPath), nodePath: data.nodePath.replace(/(?<=.)\/+$/, ''), readOnly: data.readOnly};
  const problem = error.issues.map(({path, message}) => (path.length === 0 ? message : `"${rest[0] ?? host}" ${message}`)).join('; ');
  throw new AppError('E_USAGE', `${problem}.`, {hints: ['flotilla mount ./src:/src', 'flotilla mount /data:/data:ro']});
}
