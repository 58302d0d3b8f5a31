import type {Container, Engine} from '../../engine/engine.ts';
import {AppError} from '../../errors/app-error.ts';
import type {BalancerPlan} from '../plan/plan-balancer.ts';

/** Makes the load balancer run with its configuration. One that runs reads it anew when it is another, and drops no connection. */
export async function runBalancer(
  {container, config}: BalancerPlan,
  existing: Container | undefined,
  engine: Engine,
  signal: AbortSignal,
): Promise<void> {
  const {name} = container;
  if (!existing) await engine.containers.create(container, {signal});
  if (existing?.state === 'paused') await engine.containers.unpause(name, {signal});
  if (existing?.state === 'running' || existing?.state === 'paused') {
    await reconfigureBalancer({name, config}, engine, signal);
    return;
  }
  await engine.containers.putFiles(name, [config], {signal});
  await engine.containers.start(name, {signal});
}

/** Gives a running balancer another configuration. @throws AppError E_NODE when haproxy refuses it. */
async function reconfigureBalancer(
  {name, config}: {readonly name: string} & Pick<BalancerPlan, 'config'>,
  engine: Engine,
  signal: AbortSignal,
): Promise<void> {
  const {path} = config;
  await engine.containers.putFiles(name, [{...config, path: `${path}.new`}], {signal});
  const script = `cmp -s ${path}.new ${path} || { haproxy -c -f ${path}.new && cp ${path}.new ${path} && kill -USR2 1; }`;
  const {exitCode, stdout, stderr} = await engine.containers.exec(name, ['sh', '-c', script], {signal});
  if (exitCode === 0) return;
  throw new AppError('E_NODE', `The load balancer ${name} did not take its configuration.`, {
    details: `${stdout}\n${stderr}`.trim().split('\n').slice(-5),
    hints: [`docker rm -f ${name}, then flotilla start: it is made anew`],
  });
}
