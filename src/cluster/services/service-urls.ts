import type {ServicePort} from '../../kube/service-types.ts';
import {urlHost} from '../../network/address.ts';
import {fillFields} from '../fill-fields.ts';
import type {ReachedPort} from './reach-service.ts';

/** minikube's form of a URL. */
export const defaultUrlFormat = 'http://{{.IP}}:{{.Port}}';

export interface UrlOptions {
  /** Go template of {{.IP}}, {{.Port}} and {{.Name}}. */
  readonly format: string;
  readonly https: boolean;
}

/** `http/80`, or `80` for a port without a name. */
export const portLabel = ({name, port}: ServicePort): string => (name ? `${name}/${port}` : String(port));

/** The URL of a port that is reached. Other protocols than TCP are their own scheme, unless a form was asked for. */
export function urlOf({port, at}: Pick<ReachedPort, 'port' | 'at'>, {format, https}: UrlOptions): string | undefined {
  if (!at) return undefined;
  const {protocol = 'TCP'} = port;
  const template = protocol !== 'TCP' && format === defaultUrlFormat ? format.replace('http', protocol.toLowerCase()) : format;
  const url = fillFields(template, {IP: urlHost(at.host), Port: at.port, Name: portLabel(port)}, 'a URL');
  return https ? url.replace(/^http:/, 'https:') : url;
}

/** Refuses a template before anything is waited for. @throws AppError E_USAGE. */
export function checkUrlFormat(format: string): void {
  fillFields(format, {IP: '', Port: '', Name: ''}, 'a URL');
}
