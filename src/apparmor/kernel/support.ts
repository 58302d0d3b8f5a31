import {AppError} from '../../errors/app-error.ts';
import type {Findings} from './examine.ts';

/** What is missing before a machine can confine programs, each with what to do; nothing when it can. */
export function lacks({
  kernel,
  securityfs,
  parser,
}: Pick<Findings, 'kernel' | 'securityfs' | 'parser'>): {readonly what: string; readonly remedy: string}[] {
  if (!kernel) {
    return [
      {
        what: 'its kernel has no AppArmor, or it is off',
        remedy:
          'boot a kernel with CONFIG_SECURITY_APPARMOR and, where AppArmor is not the default, with lsm=landlock,lockdown,yama,apparmor,bpf',
      },
    ];
  }
  return [
    ...(securityfs
      ? []
      : [
          {
            what: 'securityfs is not mounted, or is not for this container',
            remedy: 'mount -t securityfs securityfs /sys/kernel/security; for a node: flotilla node stop, flotilla node start',
          },
        ]),
    ...(parser ? [] : [{what: 'it has no apparmor_parser', remedy: 'apt-get install apparmor'}]),
  ];
}

/** @throws AppError E_APPARMOR_UNSUPPORTED that says which of kernel, securityfs and parser is missing. */
export function requireSupport(name: string, findings: Findings): void {
  const missing = lacks(findings);
  if (missing.length > 0) throw unsupported(name, missing);
}

export function unsupported(name: string, missing: ReturnType<typeof lacks>): AppError {
  return new AppError('E_APPARMOR_UNSUPPORTED', `${name} cannot load AppArmor profiles: ${missing.map(({what}) => what).join('; ')}.`, {
    hints: missing.map(({remedy}) => remedy),
  });
}

/** What a machine without AppArmor in the kernel lacks. */
export const noKernel = lacks({kernel: false, securityfs: false, parser: false});
