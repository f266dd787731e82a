import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { daprProgram, findProgram, MissingProgramError } from '../../scripts/dapr/programs.ts'

/** Where `.ci/install` puts what no package manager brings. */
export const installed = process.env.CATNAP_REAL ?? join(homedir(), '.cache', 'catnap-real')

process.env.PATH = [process.env.PATH, join(installed, 'bin')].filter(Boolean).join(delimiter)

const debianRabbitmq = '/usr/lib/rabbitmq/bin/rabbitmq-server'

const install = '`bash .ci/install` brings it to a Debian machine'

export const programs = {
  daprd: () => daprProgram('daprd'),
  scheduler: () => daprProgram('scheduler'),
  java: () => findProgram('java', [], 'install a Java runtime of version 17 or later'),
  /** One of PostgreSQL's, such as `initdb`. */
  postgres: (name: string) => findProgram(name, postgresFolders(), install),
  /** Debian's own script of that name in /usr/sbin writes to no terminal; the one it calls does. */
  rabbitmq: () =>
    existsSync(debianRabbitmq) ? debianRabbitmq : findProgram('rabbitmq-server', [debianRabbitmq], install),
}

/** The folder of Kafka's jars: those of `KAFKA_HOME`, or what `.ci/install` brought. */
export function kafkaLibraries(): string {
  const folders = [join(installed, 'kafka', 'lib')]
  if (process.env.KAFKA_HOME) folders.unshift(join(process.env.KAFKA_HOME, 'libs'))
  const found = folders.find((folder) => existsSync(folder))
  if (found) return found
  throw new MissingProgramError(`Kafka is not in ${folders.join(' or ')}; set KAFKA_HOME, or ${install}`)
}

/** Debian keeps a folder for each version; the newest comes first. */
function postgresFolders(): string[] {
  const versions = '/usr/lib/postgresql'
  if (!existsSync(versions)) return [versions]
  return readdirSync(versions)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(versions, version, 'bin'))
}

/** The user of that name when this process is root, which PostgreSQL and RabbitMQ refuse to run as. */
export function unprivileged(name: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}
