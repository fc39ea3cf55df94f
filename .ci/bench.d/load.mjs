// Many connections asking at once, by wrk.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { capture } from './base.mjs'

const script = join(dirname(fileURLToPath(import.meta.url)), 'wrk.lua')

/** As many as leave the machine some rest: how long an answer takes is looked at, not how many there are. */
export const few = { threads: 1, connections: 4 }

/** Asks for a page for so many seconds; `who` says on whose behalf, in the variables that wrk.lua knows. */
export async function load(base, path, who, seconds, { threads = 2, connections = 64 } = {}) {
  const out = await capture('wrk', [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script, `${base}${path}`],
    { env: { ...process.env, ...who }, seconds: seconds + 60 })
  const result = JSON.parse(out.slice(out.lastIndexOf('{"requests"')))
  if (result.errors > 0) throw new Error(`${path} under load: ${result.errors} errors in ${result.requests} requests`)
  return { ...result, rate: result.requests / result.seconds }
}
