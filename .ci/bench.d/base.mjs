// What all parts need: commands with time limits, and cleaning up whatever happens.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export { sleep }
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
export const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target')
export const cache = process.env.CARREL_BENCH_CACHE
export const tools = process.env.CARREL_BENCH_TOOLS
export const chromium = process.env.CHROMIUM
export const carrel = process.env.CARREL_BIN ?? join(target, 'release', 'carrel')
export const example = name => join(dirname(carrel), 'examples', name)
/** Smaller and shorter everywhere. */
export const short = (process.env.CARREL_BENCH_SHORT ?? '') !== ''
/** As Debian's Chromium runs without a screen and as root (see end2end/playwright.config.ts). */
export const chromiumFlags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync']

export const say = text => console.log(`\n==> ${text}`)
export const note = text => console.log(`    ${text}`)

// Undone in reverse when everything ends, also by a signal or a failure. Processes first: synchronously, so that it
// works from any state.
const undo = []
export const onEnd = action => {
  undo.push(action)
  return action
}
export const undone = action => {
  const at = undo.indexOf(action)
  if (at >= 0) undo.splice(at, 1)
}
let ending = false
export async function finish(code) {
  // What was being measured fails once its processes are gone, and must not end this half-way.
  if (ending) return new Promise(() => {})
  ending = true
  while (undo.length > 0) {
    try {
      await undo.pop()()
    } catch (error) {
      console.error(`    cleaning up: ${error.message}`)
    }
  }
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => finish(143))
process.on('uncaughtException', error => { if (!ending) console.error(error); finish(1) })
// Whatever way it ends: a process that was killed a moment ago may have written once more.
process.on('exit', () => { for (const path of folders) rmSync(path, { recursive: true, force: true, maxRetries: 5 }) })
// However slow the machine: not for ever.
setTimeout(() => { console.error('ERROR: the measurements took over 60 minutes.'); finish(1) }, 60 * 60 * 1000).unref()

const folders = new Set()
export async function temporary(name) {
  if (ending) throw new Error('the measurements have ended')
  const path = mkdtempSync(join(tmpdir(), `carrel-bench-${name}.`))
  folders.add(path)
  return path
}

/** Starts a process that is killed at the end, if it still runs then. */
export function start(command, args, options = {}) {
  if (ending) throw new Error('the measurements have ended')
  const child = spawn(command, args, options)
  const kill = onEnd(async () => {
    child.kill('SIGKILL')
    await Promise.race([child.ended, sleep(2_000)])
  })
  child.ended = new Promise(resolve => {
    child.on('error', error => { undone(kill); resolve({ error }) })
    child.on('close', (code, signal) => { undone(kill); resolve({ code, signal }) })
  })
  return child
}

/** Runs a command to its end and answers what it printed. */
export async function capture(command, args, { input, seconds = 300, fails = false, ...options } = {}) {
  const child = start(command, args, { stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'], ...options })
  const out = []
  const err = []
  child.stdout?.on('data', data => out.push(data))
  child.stderr?.on('data', data => err.push(data))
  if (input !== undefined) child.stdin.end(input)
  const limit = setTimeout(() => child.kill('SIGKILL'), seconds * 1000)
  const { code, signal, error } = await child.ended
  clearTimeout(limit)
  if ((error || code !== 0) && !fails) {
    const said = Buffer.concat(err).toString().trim().split('\n').slice(-12).join('\n')
    throw new Error(`${command} ${args.slice(0, 3).join(' ')}: ${error?.message ?? `ended with ${signal ?? code}`}\n${said}`)
  }
  return Buffer.concat(out).toString()
}

/** Joins two commands by a pipe. */
export async function pipe(first, second, { seconds = 900, env } = {}) {
  await capture('bash', ['-c', 'set -o pipefail; "${@:2:$1}" | "${@:$1 + 2}"', 'bash', String(first.length), ...first, ...second],
    { seconds, env })
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** A line of /proc/PID/status, in MB; NaN where there is no such file. */
export async function memory(pid, name) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))?.[1] ?? NaN) / 1024
}
/** From now on VmHWM tells the most memory since now. */
export const forgetPeak = pid => writeFile(`/proc/${pid}/clear_refs`, '5')

export const median = values => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
