// A private PostgreSQL in a temporary directory, on 127.0.0.1, gone at the end.
import { rmSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { capture, freePort, onEnd } from './base.mjs'

const bin = process.env.POSTGRES_BIN
// initdb and postgres refuse to run as root.
const asRoot = process.getuid() === 0
const user = asRoot && spawnSync('id', ['postgres']).status === 0 ? 'postgres' : 'nobody'
const command = words => (asRoot ? ['runuser', '-u', user, '--', ...words] : words)

export class Postgres {
  /** Makes an empty one, or a copy of a stopped one's data. */
  static async create(copyOf = null) {
    if (!bin) throw new Error('PostgreSQL is missing. Run: .ci/setup postgres')
    const postgres = new Postgres()
    postgres.place = await mkdtemp('/tmp/carrel-bench-postgres.')
    postgres.data = join(postgres.place, 'data')
    onEnd(() => {
      postgres.run('pg_ctl', ['-D', postgres.data, '-m', 'immediate', 'stop'])
      rmSync(postgres.place, { recursive: true, force: true })
    })
    if (asRoot) await capture('chown', [user, postgres.place])
    if (copyOf) {
      await capture('cp', ['-a', copyOf, postgres.data])
      if (asRoot) await capture('chown', ['-R', user, postgres.data])
    } else {
      postgres.check('initdb', ['-D', postgres.data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'])
    }
    return postgres
  }

  run(program, args) {
    const [name, ...rest] = command([join(bin, program), ...args])
    return spawnSync(name, rest, { cwd: '/', stdio: 'ignore', timeout: 120_000 })
  }

  check(program, args) {
    const { status } = this.run(program, args)
    if (status !== 0) throw new Error(`${program} ended with ${status}; see ${this.place}/log`)
  }

  async start(options) {
    const port = await freePort()
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`
    const all = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${this.place}`, 'log_line_prefix=', ...options]
    this.check('pg_ctl', ['-D', this.data, '-l', join(this.place, 'log'), '-w', '-t', '60', 'start', '-o', all.map(each => `-c ${each}`).join(' ')])
  }

  async stop() {
    this.check('pg_ctl', ['-D', this.data, '-m', 'fast', '-w', '-t', '120', 'stop'])
  }

  async sql(text) {
    return (await capture(join(bin, 'psql'), [this.url, '-qAtc', text])).trim()
  }

  /** How many statements were run while `action` was. */
  async countStatements(action) {
    await this.sql('ALTER SYSTEM SET log_statement = \'all\'')
    await this.sql('SELECT pg_reload_conf()')
    await new Promise(resolve => setTimeout(resolve, 300))
    const read = async () => (await readFile(join(this.place, 'log'), 'utf8')).match(/^LOG: {2}(execute|statement)\b.*/gm) ?? []
    const before = (await read()).length
    await action()
    const lines = (await read()).slice(before)
    await this.sql('ALTER SYSTEM RESET log_statement')
    await this.sql('SELECT pg_reload_conf()')
    return lines
  }
}
